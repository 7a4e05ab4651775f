# Every foreign source that Residua is built from. This is the only place that names a version.
#
# Each row is pinned twice: by the full upstream commit, which `git fetch` checks by itself, and by the SHA-256 of the
# source archive that Debian keeps of the same commit, for machines that reach a Debian mirror but not the upstream
# repository. fetch.cmake downloads whichever of the two is available.

# residua_source(<name>
#   COMMIT <40 hex digits>   what is built
#   REPOSITORY <address>     where upstream keeps it
#   DEBIAN_SOURCE <package>  Debian's name for it
#   ARCHIVE <file>           the upstream archive in Debian's pool
#   SHA256 <64 hex digits>   of that archive
#   LICENCE <file>)          within the source, for the notices
function(residua_source name)
  cmake_parse_arguments(arg "" "COMMIT;REPOSITORY;DEBIAN_SOURCE;ARCHIVE;SHA256;LICENCE" "" ${ARGN})
  foreach(field COMMIT REPOSITORY DEBIAN_SOURCE ARCHIVE SHA256 LICENCE)
    set_property(GLOBAL PROPERTY residua_source_${name}_${field} "${arg_${field}}")
  endforeach()
endfunction()

residua_source(xnnpack  # 2024-11-08
  COMMIT 4ea82e595b36106653175dcb04b2aa532660d0d8
  REPOSITORY https://github.com/google/XNNPACK.git
  DEBIAN_SOURCE xnnpack
  ARCHIVE xnnpack_0.0~git20241108.4ea82e5.orig.tar.xz
  SHA256 90bde2caef0f880f627bab0dc805a86c4b8070cd98e3243db3046ab3f3be1a99
  LICENCE LICENSE)

residua_source(pthreadpool  # 2024-06-16
  COMMIT 560c60d342a76076f0557a3946924c6478470044
  REPOSITORY https://github.com/Maratyszcza/pthreadpool.git
  DEBIAN_SOURCE pthreadpool
  ARCHIVE pthreadpool_0.0~git20240616.560c60d.orig.tar.xz
  SHA256 4cc3cbd933b28131d2a34edc54f76af9fb41bc490af5eae1a5bd3cd07ea90708
  LICENCE LICENSE)

residua_source(fxdiv  # 2020-04-17
  COMMIT b408327ac2a15ec3e43352421954f5b1967701d1
  REPOSITORY https://github.com/Maratyszcza/FXdiv.git
  DEBIAN_SOURCE fxdiv
  ARCHIVE fxdiv_0.0~git20200417.b408327.orig.tar.xz
  SHA256 7953482badaf4cb34026c3487c257b8e4ab2df061c019bd6fabbbc12ad52c44b
  LICENCE LICENSE)

residua_source(cpuinfo  # 2025-09-05, native builds only
  COMMIT 877328f188a3c7d1fa855871a278eb48d530c4c0
  REPOSITORY https://github.com/pytorch/cpuinfo.git
  DEBIAN_SOURCE cpuinfo
  ARCHIVE cpuinfo_0.0~git20250905.877328f.orig.tar.xz
  SHA256 557ca404a3836b9f335a3a06b65ff9fe9dbaaefab7fb5c0185f53d9f33615a10
  LICENCE LICENSE)

residua_source(stb  # 2024-11-08, stb_image.h
  COMMIT 5c205738c191bcb0abc65c4febfa9bd25ff35234
  REPOSITORY https://github.com/nothings/stb.git
  DEBIAN_SOURCE libstb
  ARCHIVE libstb_0.0~git20241109.5c20573+ds.orig.tar.xz
  SHA256 a3a5820445a7dd063516bb542a5cd54ced8efc9c5a30bfbaae1bab6dec2c1a74
  LICENCE LICENSE)

residua_source(yyjson  # 0.10.0, MIT
  COMMIT a963bbe338fb0a1e862637d1fc1389e357a07629
  REPOSITORY https://github.com/ibireme/yyjson.git
  DEBIAN_SOURCE yyjson
  ARCHIVE yyjson_0.10.0+ds.orig.tar.xz
  SHA256 ae6fde69a193e10afab426ef13f113d6903446405f9db9ee98bfb572bd6c961a
  LICENCE LICENSE)

residua_source(webp  # v1.5.0, libwebp's decoder alone
  COMMIT a4d7a715337ded4451fec90ff8ce79728e04126c
  REPOSITORY https://github.com/webmproject/libwebp.git
  DEBIAN_SOURCE libwebp
  ARCHIVE libwebp_1.5.0.orig.tar.gz
  SHA256 7d6fab70cf844bf6769077bd5d7a74893f8ffd4dfb42861745750c63c2a5c92c
  LICENCE COPYING)

residua_source(catch2  # v3.7.1, tests only
  COMMIT fa43b77429ba76c462b1898d6cd2f2d7a9416b14
  REPOSITORY https://github.com/catchorg/Catch2.git
  DEBIAN_SOURCE catch2
  ARCHIVE catch2_3.7.1.orig.tar.gz
  SHA256 c991b247a1a0d7bb9c39aa35faf0fe9e19764213f28ffba3109388e62ee0269c
  LICENCE LICENSE.txt)
