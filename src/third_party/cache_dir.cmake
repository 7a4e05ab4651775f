# RESIDUA_CACHE_DIR: where tools, sources and compiled libraries are kept, outside every clone, so that a second clone
# compiles none of them again. The environment variable RESIDUA_CACHE moves it.
if(DEFINED ENV{RESIDUA_CACHE})
  set(RESIDUA_CACHE_DIR "$ENV{RESIDUA_CACHE}")
elseif(DEFINED ENV{XDG_CACHE_HOME})
  set(RESIDUA_CACHE_DIR "$ENV{XDG_CACHE_HOME}/residua")
else()
  set(RESIDUA_CACHE_DIR "$ENV{HOME}/.cache/residua")
endif()
