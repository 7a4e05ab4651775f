# What `cmake --install` gives to C++ developers, component "library": headers, static libraries with the foreign ones that they
# need, licences, and the package that find_package(residua) reads. The native program is component "program".

include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
include("${PROJECT_SOURCE_DIR}/src/third_party/fetch.cmake")

set(residua_libraries "${CMAKE_INSTALL_LIBDIR}/residua")  # apart: a system may have its own libXNNPACK.a
set(residua_headers "${CMAKE_INSTALL_INCLUDEDIR}/residua")
set(residua_package "${CMAKE_INSTALL_LIBDIR}/cmake/residua")

set(residua_layers core image engine checkpoint model classify)
foreach(layer IN LISTS residua_layers)
  set_target_properties(residua_${layer} PROPERTIES EXPORT_NAME ${layer})
  # Without the headers of XNNPACK's micro-kernels, which are not installed.
  install(DIRECTORY "${PROJECT_SOURCE_DIR}/src/${layer}" DESTINATION "${residua_headers}" COMPONENT library
          FILES_MATCHING PATTERN "*.h" PATTERN "micro_kernels.h" EXCLUDE)
endforeach()
set_target_properties(residua_options PROPERTIES EXPORT_NAME options)
list(TRANSFORM residua_layers PREPEND residua_ OUTPUT_VARIABLE residua_targets)
install(TARGETS residua_options ${residua_targets} yyjson EXPORT residua
        ARCHIVE DESTINATION "${residua_libraries}" COMPONENT library
        INCLUDES DESTINATION "${residua_headers}")
install(EXPORT residua NAMESPACE residua:: FILE residua-targets.cmake DESTINATION "${residua_package}" COMPONENT library)

# An imported target cannot be exported; residua-config.cmake.in declares these again.
foreach(target XNNPACK::xnnpack XNNPACK::microkernels pthreadpool::pthreadpool cpuinfo::cpuinfo WebP::decoder)
  get_target_property(archive ${target} IMPORTED_LOCATION)
  install(FILES "${archive}" DESTINATION "${residua_libraries}" COMPONENT library)
endforeach()
get_target_property(xnnpack XNNPACK::xnnpack INTERFACE_INCLUDE_DIRECTORIES)
get_target_property(pthreadpool pthreadpool::pthreadpool INTERFACE_INCLUDE_DIRECTORIES)
install(FILES "${xnnpack}/xnnpack.h" "${pthreadpool}/pthreadpool.h" DESTINATION "${residua_headers}/third_party"
        COMPONENT library)

set(residua_licences "${CMAKE_INSTALL_DATADIR}/residua/licences")
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION "${residua_licences}" RENAME residua.txt COMPONENT library)
foreach(name xnnpack pthreadpool fxdiv cpuinfo stb yyjson webp)
  residua_fetch(${name} folder)
  get_property(licence GLOBAL PROPERTY residua_source_${name}_LICENCE)
  install(FILES "${folder}/${licence}" DESTINATION "${residua_licences}" RENAME "${name}.txt" COMPONENT library)
endforeach()

configure_package_config_file(
  "${CMAKE_CURRENT_LIST_DIR}/residua-config.cmake.in" "${PROJECT_BINARY_DIR}/residua-config.cmake"
  INSTALL_DESTINATION "${residua_package}" PATH_VARS residua_libraries residua_headers)
# Before 1.0 a minor version may change what the last one had.
write_basic_package_version_file("${PROJECT_BINARY_DIR}/residua-config-version.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/residua-config.cmake" "${PROJECT_BINARY_DIR}/residua-config-version.cmake"
        DESTINATION "${residua_package}" COMPONENT library)
