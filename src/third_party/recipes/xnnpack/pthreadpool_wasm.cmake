# pthreadpool for wasm, twice: upstream's own project would take the shim, which runs everything on the caller, for
# modules with threads too.

function(residua_pthreadpool name)
  list(TRANSFORM ARGN PREPEND "${RESIDUA_SOURCE_pthreadpool}/src/")
  add_library(${name} STATIC ${ARGN})
  target_include_directories(${name} PRIVATE
    "${RESIDUA_SOURCE_pthreadpool}/include" "${RESIDUA_SOURCE_pthreadpool}/src" "${RESIDUA_SOURCE_fxdiv}/include")
  target_compile_definitions(${name} PRIVATE PTHREADPOOL_USE_FASTPATH=0)
  set_target_properties(${name} PROPERTIES C_STANDARD 11)
endfunction()

residua_pthreadpool(pthreadpool shim.c legacy-api.c)
residua_pthreadpool(pthreadpool_threads portable-api.c memory.c pthreads.c legacy-api.c)
