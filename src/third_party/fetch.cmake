# residua_fetch(<name> <result variable>): the folder that holds the source pinned under <name> in versions.cmake.
#
# A source that is in the cache is used as it is. Otherwise it is fetched from upstream by its full commit and, where
# the network refuses that, as Debian's archive of the same commit, accepted only with the pinned SHA-256. When nothing
# answers, configuring stops with every address that was tried.

include("${CMAKE_CURRENT_LIST_DIR}/versions.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/cache_dir.cmake")

# Seconds that a repository may take to answer at all, and then to send one commit.
set(residua_probe_seconds 10)
set(residua_fetch_seconds 300)

function(residua_fetch name result)
  foreach(field COMMIT REPOSITORY DEBIAN_SOURCE ARCHIVE SHA256)
    get_property(${field} GLOBAL PROPERTY residua_source_${name}_${field})
  endforeach()
  set(folder "${RESIDUA_CACHE_DIR}/sources/${name}-${COMMIT}")
  set(${result} "${folder}" PARENT_SCOPE)
  if(EXISTS "${folder}")
    return()
  endif()

  file(MAKE_DIRECTORY "${RESIDUA_CACHE_DIR}/sources")
  file(LOCK "${RESIDUA_CACHE_DIR}/sources/.lock" GUARD FUNCTION TIMEOUT 600)
  if(EXISTS "${folder}")
    return()
  endif()
  message(STATUS "Fetching ${name} ${COMMIT}")
  set(partial "${folder}.partial")
  file(REMOVE_RECURSE "${partial}")
  file(MAKE_DIRECTORY "${partial}")

  residua_fetch_from_upstream("${partial}" "${REPOSITORY}" ${COMMIT} done)
  if(NOT done)
    residua_fetch_from_debian("${partial}" ${DEBIAN_SOURCE} ${ARCHIVE} ${SHA256} done tried)
  endif()
  if(NOT done)
    file(REMOVE_RECURSE "${partial}")
    message(FATAL_ERROR "${name} could not be fetched. Tried:\n  ${REPOSITORY} at ${COMMIT}\n${tried}")
  endif()
  # The last step, so that a folder with the final name is always complete.
  file(RENAME "${partial}" "${folder}")
endfunction()

# Sets `done` if the commit could be had. A host that did not answer once is not asked again in this run.
function(residua_fetch_from_upstream folder repository commit done)
  set(${done} FALSE PARENT_SCOPE)
  string(REGEX REPLACE "^https://([^/]+)/.*" "\\1" host "${repository}")
  get_property(unreachable GLOBAL PROPERTY residua_unreachable_hosts)
  find_program(git git NO_CACHE)
  if(NOT git OR host IN_LIST unreachable)
    return()
  endif()
  set(ENV{GIT_TERMINAL_PROMPT} 0)
  execute_process(COMMAND "${git}" ls-remote --exit-code "${repository}" HEAD
                  TIMEOUT ${residua_probe_seconds} RESULT_VARIABLE failed OUTPUT_QUIET ERROR_QUIET)
  if(failed)
    set_property(GLOBAL APPEND PROPERTY residua_unreachable_hosts "${host}")
    message(STATUS "  ${host} does not answer")
    return()
  endif()
  foreach(arguments "init;--quiet" "fetch;--quiet;--depth;1;${repository};${commit}" "checkout;--quiet;${commit}")
    execute_process(COMMAND "${git}" ${arguments} WORKING_DIRECTORY "${folder}"
                    TIMEOUT ${residua_fetch_seconds} RESULT_VARIABLE failed)
    if(failed)
      file(REMOVE_RECURSE "${folder}")
      file(MAKE_DIRECTORY "${folder}")
      return()
    endif()
  endforeach()
  file(REMOVE_RECURSE "${folder}/.git")
  set(${done} TRUE PARENT_SCOPE)
endfunction()

# Sets `done` if the archive could be had, and `tried` to the addresses that were asked, one a line.
function(residua_fetch_from_debian folder package archive sha256 done tried)
  set(${done} FALSE PARENT_SCOPE)
  set(file "${RESIDUA_CACHE_DIR}/archives/${archive}")
  execute_process(COMMAND "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/../../scripts/internal/apt-archive.sh"
                          ${package} ${archive} ${sha256} "${file}"
                  RESULT_VARIABLE failed OUTPUT_VARIABLE addresses ERROR_VARIABLE addresses)
  set(${tried} "${addresses}" PARENT_SCOPE)
  if(failed)
    return()
  endif()
  file(ARCHIVE_EXTRACT INPUT "${file}" DESTINATION "${folder}")
  # Some archives hold one folder, some its contents.
  file(GLOB entries "${folder}/*" "${folder}/.*")
  list(LENGTH entries count)
  if(count EQUAL 1 AND IS_DIRECTORY "${entries}")
    file(RENAME "${entries}" "${folder}.only")
    file(REMOVE_RECURSE "${folder}")
    file(RENAME "${folder}.only" "${folder}")
  endif()
  set(${done} TRUE PARENT_SCOPE)
endfunction()
