# XNNPACK for wasm: upstream's CMakeLists of this commit refuses Emscripten. The lists of its files are read from that
# CMakeLists all the same, so only what it writes without a list is named here. The subgraph API is left out.

file(READ "${RESIDUA_SOURCE_xnnpack}/CMakeLists.txt" upstream)
function(residua_upstream_list name result)
  if(NOT upstream MATCHES "SET\\(${name}\n([^)]*)\\)")
    message(FATAL_ERROR "XNNPACK's CMakeLists.txt has no list ${name}")
  endif()
  string(REGEX MATCHALL "src/[^ \n\"]+" files "${CMAKE_MATCH_1}")
  set(${result} ${files} PARENT_SCOPE)
endfunction()

# Small rather than fast, as upstream builds them too: they run once per layer, or once ever.
set(small_sources "")
foreach(list OPERATOR_SRCS XNNPACK_SRCS)
  residua_upstream_list(${list} files)
  list(APPEND small_sources ${files})
endforeach()
list(APPEND small_sources src/cache.c src/mutex.c src/normalization.c)

set(fast_sources "")
foreach(list REFERENCE_SRCS LOGGING_SRCS TABLE_SRCS)
  residua_upstream_list(${list} files)
  list(APPEND fast_sources ${files})
endforeach()
list(APPEND fast_sources
  src/allocator.c src/configs/hardware-config.c src/datatype.c src/indirection.c src/memory.c src/microkernel-utils.c
  src/microparams-init.c src/operator-run.c src/operator-utils.c src/reference/packing.cc)

set(instruction_sets scalar wasm wasmsimd)
if(RESIDUA_INSTRUCTION_SET STREQUAL "relaxed-simd")
  list(APPEND instruction_sets wasmrelaxedsimd)
endif()
foreach(set IN LISTS instruction_sets)
  include("${RESIDUA_SOURCE_xnnpack}/cmake/gen/${set}_microkernels.cmake")
  string(TOUPPER "${set}" set)
  list(APPEND fast_sources ${PROD_${set}_MICROKERNEL_SRCS})
endforeach()

# See no_depthwise.c.
list(REMOVE_ITEM small_sources src/configs/dwconv-config.c)
list(REMOVE_ITEM fast_sources src/configs/dwconv-config.c)
set_source_files_properties("${RESIDUA_SOURCE_xnnpack}/src/operators/convolution-nhwc.c" PROPERTIES COMPILE_DEFINITIONS
  "xnn_pack_f32_dwconv_ghw_w=residua_no_dwconv_packing;xnn_pack_f32_dwconv_hwg_w=residua_no_dwconv_packing")

# What XNNPACK chooses on x86 is not the quickest there, so its choice is compiled with other kernels' names.
# - With relaxed SIMD it takes four rows at a time, whose eight sums are as many as Intel's and AMD's multiply-adds that
#   are under way at once: none may ever wait. Six rows have twelve sums and fill the sixteen registers.
# - Without, it takes an element into all lanes with a shuffle rather than with a load, unless the machine has more than
#   four cores: a guess at AVX, without which such a load is two instructions. Nearly every x86 processor has AVX.
set(choice "src/configs/gemm-config.c")
file(READ "${RESIDUA_SOURCE_xnnpack}/${choice}" chosen)
function(residua_choose_instead pattern replacement)
  string(REGEX REPLACE "${pattern}" "${replacement}" better "${chosen}")
  if(better STREQUAL chosen)
    message(FATAL_ERROR "XNNPACK's ${choice} has nothing like ${pattern}")
  endif()
  set(chosen "${better}" PARENT_SCOPE)
endfunction()
set(kernel "xnn_f32_i?gemm(_minmax|_relu)?_ukernel")
if(RESIDUA_INSTRUCTION_SET STREQUAL "relaxed-simd")
  residua_choose_instead("TO_INDEX\\(4\\)([^\n]*${kernel})_4x8(__wasmrelaxedsimd_fma_loadsplat)" "TO_INDEX(6)\\1_6x8\\3")
  residua_choose_instead("mr = 4;(\n *f32_gemm_config.nr = 8;\n *} else {\n *#if XNN_ARCH_WASMRELAXEDSIMD)" "mr = 6;\\1")
  foreach(operation gemm igemm)
    foreach(activation "" -minmax -relu)
      list(APPEND fast_sources
        "src/f32-${operation}/gen/f32-${operation}-6x8${activation}-wasmrelaxedsimd-fma-loadsplat.c")
    endforeach()
  endforeach()
else()
  residua_choose_instead("(${kernel}_4x8__wasmsimd(_x86)?)_splat" "\\1_loadsplat")
endif()
file(CONFIGURE OUTPUT gemm-config.c CONTENT "${chosen}" @ONLY)
list(REMOVE_ITEM small_sources ${choice})
list(REMOVE_ITEM fast_sources ${choice})

list(TRANSFORM small_sources PREPEND "${RESIDUA_SOURCE_xnnpack}/")
list(TRANSFORM fast_sources PREPEND "${RESIDUA_SOURCE_xnnpack}/")
list(REMOVE_DUPLICATES fast_sources)
list(APPEND small_sources "${CMAKE_CURRENT_BINARY_DIR}/gemm-config.c")
add_library(XNNPACK STATIC ${small_sources} ${fast_sources} "${CMAKE_CURRENT_LIST_DIR}/build_identifier.c"
  "${CMAKE_CURRENT_LIST_DIR}/no_depthwise.c")
set_target_properties(XNNPACK PROPERTIES C_STANDARD 99 C_EXTENSIONS ON CXX_STANDARD 14)
target_compile_options(XNNPACK PRIVATE -O2 -fno-math-errno)
set_source_files_properties(${small_sources} PROPERTIES COMPILE_OPTIONS -Oz)

target_include_directories(XNNPACK PRIVATE
  "${CMAKE_CURRENT_LIST_DIR}/wasm_include"
  "${RESIDUA_SOURCE_xnnpack}/include" "${RESIDUA_SOURCE_xnnpack}/src"
  "${RESIDUA_SOURCE_pthreadpool}/include" "${RESIDUA_SOURCE_fxdiv}/include")

target_compile_definitions(XNNPACK PRIVATE
  XNN_LOG_LEVEL=0 XNN_ENABLE_MEMOPT=1 XNN_ENABLE_GEMM_M_SPECIALIZATION=1 XNN_ENABLE_SPARSE=0 XNN_ENABLE_CPUINFO=0)
foreach(absent
    ARM_BF16 ARM_DOTPROD ARM_FP16_SCALAR ARM_FP16_VECTOR ARM_I8MM ARM_SME ARM_SME2 ASSEMBLY AVX256SKX AVX256VNNI
    AVX256VNNIGFNI AVX512AMX AVX512F AVX512FP16 AVX512SKX AVX512VBMI AVX512VNNI AVX512VNNIGFNI AVXVNNI AVXVNNIINT8
    DWCONV_MULTIPASS HVX KLEIDIAI RISCV_VECTOR VSX)
  target_compile_definitions(XNNPACK PRIVATE XNN_ENABLE_${absent}=0)
endforeach()
