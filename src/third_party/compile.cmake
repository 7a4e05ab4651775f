# residua_compile(<recipe> <flavour> <result variable> <source>...): the folder with the static libraries that the
# project recipes/<recipe> makes of the named sources for that flavour.
#
# They are compiled once into the cache and shared by every clone. The folder's name ends in a hash of everything they
# are made from (pinned commits, recipe, compiler, flags), so that they are compiled again exactly when one changes.

function(residua_compile recipe flavour result)
  set(project "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/recipes/${recipe}")
  set(flags "")
  if(RESIDUA_SANITIZE)
    # Memory errors are looked for in this code too; undefined behaviour only in ours.
    set(flags "-fsanitize=address -fno-omit-frame-pointer")
  elseif(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # GCC 12 would keep one of the sums of XNNPACK's 5x16 matrix kernels in memory, which makes it 2.5 times as slow.
    set(flags "-fschedule-insns -fsched-pressure")
  endif()
  set(arguments -DCMAKE_BUILD_TYPE=Release "-DCMAKE_C_FLAGS=${flags}" "-DCMAKE_CXX_FLAGS=${flags}"
                "-DRESIDUA_SANITIZE=${RESIDUA_SANITIZE}" "-DRESIDUA_INSTRUCTION_SET=${RESIDUA_INSTRUCTION_SET}")
  set(identity ${arguments} ${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION} ${CMAKE_SYSTEM_PROCESSOR}
               ${EMSCRIPTEN_VERSION})
  foreach(name IN LISTS ARGN)
    residua_fetch(${name} folder)
    list(APPEND arguments "-DRESIDUA_SOURCE_${name}=${folder}")
    get_property(commit GLOBAL PROPERTY residua_source_${name}_COMMIT)
    list(APPEND identity ${commit})
  endforeach()
  file(GLOB_RECURSE files LIST_DIRECTORIES false "${project}/*")
  foreach(file IN LISTS files)
    file(SHA256 "${file}" hash)
    list(APPEND identity ${hash})
  endforeach()
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${files})

  string(SHA256 key "${identity}")
  string(SUBSTRING "${key}" 0 12 key)
  set(folder "${RESIDUA_CACHE_DIR}/libraries/${recipe}-${flavour}-${key}")
  set(${result} "${folder}" PARENT_SCOPE)
  if(EXISTS "${folder}")
    return()
  endif()
  file(MAKE_DIRECTORY "${RESIDUA_CACHE_DIR}/libraries")
  file(LOCK "${RESIDUA_CACHE_DIR}/libraries/.${recipe}-${flavour}.lock" GUARD FUNCTION TIMEOUT 3600)
  if(EXISTS "${folder}")
    return()
  endif()

  message(STATUS "Compiling ${recipe} for ${flavour}, once")
  set(build "${folder}.build")
  file(REMOVE_RECURSE "${build}")
  if(CMAKE_TOOLCHAIN_FILE)
    list(APPEND arguments "-DCMAKE_TOOLCHAIN_FILE=${CMAKE_TOOLCHAIN_FILE}")
  else()
    list(APPEND arguments "-DCMAKE_C_COMPILER=${CMAKE_C_COMPILER}" "-DCMAKE_CXX_COMPILER=${CMAKE_CXX_COMPILER}")
  endif()
  execute_process(COMMAND "${CMAKE_COMMAND}" -S "${project}" -B "${build}" -G "${CMAKE_GENERATOR}" ${arguments}
                  OUTPUT_VARIABLE output ERROR_VARIABLE output RESULT_VARIABLE failed)
  if(failed)
    message(FATAL_ERROR "Configuring ${recipe} failed:\n${output}")
  endif()
  execute_process(COMMAND "${CMAKE_COMMAND}" --build "${build}" RESULT_VARIABLE failed)
  if(failed)
    message(FATAL_ERROR "Compiling ${recipe} failed, see above")
  endif()
  file(RENAME "${build}/lib" "${folder}")
  file(REMOVE_RECURSE "${build}")
endfunction()
