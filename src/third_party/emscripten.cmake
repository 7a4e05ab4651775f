# Toolchain file of the wasm presets: the emcc on PATH where it is new enough, otherwise the one that
# scripts/setup.sh put into the cache.

include("${CMAKE_CURRENT_LIST_DIR}/cache_dir.cmake")

# 3.1.69 is the first release tried whose relaxed SIMD works; Debian 12's 3.1.6 is too old.
set(residua_minimum_emscripten 3.1.69)
set(residua_emscripten_root "")

find_program(residua_em_config em-config NO_CACHE)
if(residua_em_config)
  execute_process(COMMAND "${residua_em_config}" EMSCRIPTEN_ROOT OUTPUT_VARIABLE residua_emscripten_root
                  OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
endif()
foreach(root IN ITEMS "${residua_emscripten_root}" "${RESIDUA_CACHE_DIR}/emscripten/usr/share/emscripten")
  if(NOT EXISTS "${root}/emscripten-version.txt")
    continue()
  endif()
  file(READ "${root}/emscripten-version.txt" version)
  string(REGEX MATCH "[0-9]+\\.[0-9]+\\.[0-9]+" version "${version}")
  if(version VERSION_GREATER_EQUAL residua_minimum_emscripten)
    set(EMSCRIPTEN_ROOT_PATH "${root}")
    break()
  endif()
endforeach()
if(NOT EMSCRIPTEN_ROOT_PATH)
  message(FATAL_ERROR "No Emscripten ${residua_minimum_emscripten} or newer: run scripts/setup.sh, "
                      "or put emcc on PATH.")
endif()

include("${EMSCRIPTEN_ROOT_PATH}/cmake/Modules/Platform/Emscripten.cmake")
