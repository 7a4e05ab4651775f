# residua_write_notices(<file> <source>...): the licences of the named sources of versions.cmake, and of what
# Emscripten links into every module, as one text.

function(residua_write_notices file)
  set(text "Residua's WebAssembly contains the following software.\n")
  foreach(name IN LISTS ARGN)
    residua_fetch(${name} folder)
    foreach(field REPOSITORY COMMIT LICENCE)
      get_property(${field} GLOBAL PROPERTY residua_source_${name}_${field})
    endforeach()
    residua_append_notice(text "${name}, ${REPOSITORY} at ${COMMIT}" "${folder}/${LICENCE}")
  endforeach()

  set(system "${EMSCRIPTEN_ROOT_PATH}/system/lib")
  # Where emsdk and where Debian's package have it.
  find_file(licence NAMES LICENSE copyright NO_CACHE NO_DEFAULT_PATH NO_CMAKE_FIND_ROOT_PATH
            PATHS "${EMSCRIPTEN_ROOT_PATH}" "${EMSCRIPTEN_ROOT_PATH}/../doc/emscripten")
  residua_append_notice(text "Emscripten ${EMSCRIPTEN_VERSION}, https://github.com/emscripten-core/emscripten" "${licence}")
  residua_append_notice(text "musl, part of Emscripten" "${system}/libc/musl/COPYRIGHT")
  # Debian has this one in its own file on Emscripten.
  if(EXISTS "${system}/libcxx/LICENSE.TXT")
    residua_append_notice(text "libc++, part of Emscripten" "${system}/libcxx/LICENSE.TXT")
  endif()
  file(CONFIGURE OUTPUT "${file}" CONTENT "@text@" @ONLY)
endfunction()

# The variable must not be called as a parameter of this function is.
function(residua_append_notice variable title file)
  if(NOT EXISTS "${file}")
    message(FATAL_ERROR "The licence of ${title} is not at ${file}")
  endif()
  file(READ "${file}" licence)
  string(REPEAT "=" 100 line)
  set(${variable} "${${variable}}\n${line}\n${title}\n\n${licence}" PARENT_SCOPE)
endfunction()
