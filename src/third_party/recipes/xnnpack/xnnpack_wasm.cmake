# XNNPACK's micro-kernels for wasm, those alone that src/engine/micro_kernels.cc names: matrix products, the same with
# indirect rows, and 3x3 depthwise convolution. Nothing else of XNNPACK is used.
#
# Upstream's CMakeLists of this commit refuses Emscripten.

set(sources src/configs/hardware-config.c)

# Adds the kernels of `rows` rows and one: without limits, with ReLU (both `plain`) and with any limits (`limited`).
function(residua_matrix_kernels rows plain limited)
  foreach(kernel gemm-1x8 gemm-${rows}x8 igemm-${rows}x8)
    string(REGEX REPLACE "-.*" "" operation "${kernel}")
    list(APPEND sources
      "src/f32-${operation}/gen/f32-${kernel}-${plain}.c"
      "src/f32-${operation}/gen/f32-${kernel}-relu-${plain}.c"
      "src/f32-${operation}/gen/f32-${kernel}-minmax-${limited}.c")
  endforeach()
  set(sources ${sources} PARENT_SCOPE)
endfunction()

if(RESIDUA_INSTRUCTION_SET STREQUAL "relaxed-simd")
  residua_matrix_kernels(6 wasmrelaxedsimd-fma-loadsplat wasmrelaxedsimd-fma-loadsplat)
  residua_matrix_kernels(6 wasmrelaxedsimd-fma-splat wasmrelaxedsimd-fma-splat)
  list(APPEND sources src/f32-dwconv/gen/f32-dwconv-9p8c-minmax-wasmrelaxedsimd-fma.c)
else()
  residua_matrix_kernels(4 wasmsimd-loadsplat wasmsimd-x86-loadsplat)
  residua_matrix_kernels(4 wasmsimd-splat wasmsimd-x86-splat)
  residua_matrix_kernels(5 wasmsimd-splat wasmsimd-arm-splat)
  foreach(processor x86 arm)
    list(APPEND sources "src/f32-dwconv/gen/f32-dwconv-9p8c-minmax-wasmsimd-${processor}.c")
  endforeach()
endif()

list(REMOVE_DUPLICATES sources)
list(TRANSFORM sources PREPEND "${RESIDUA_SOURCE_xnnpack}/")
add_library(XNNPACK STATIC ${sources})
set_target_properties(XNNPACK PROPERTIES C_STANDARD 99 C_EXTENSIONS ON)
target_compile_options(XNNPACK PRIVATE -O2 -fno-math-errno)
target_include_directories(XNNPACK PRIVATE
  "${RESIDUA_SOURCE_xnnpack}/include" "${RESIDUA_SOURCE_xnnpack}/src" "${RESIDUA_SOURCE_pthreadpool}/include")
target_compile_definitions(XNNPACK PRIVATE XNN_LOG_LEVEL=0 XNN_ENABLE_CPUINFO=0)
