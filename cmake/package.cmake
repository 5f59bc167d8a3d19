# The Debian package: what script/package puts into build/guanxi_<version>_<arch>.deb. The install rules are the
# package's only, so they name places below the root of a Debian system.
set(packaging ${CMAKE_SOURCE_DIR}/packaging)
set(staged ${CMAKE_BINARY_DIR}/packaging)

# The sample of the settings is the program's own word, with the package's places filled in.
add_custom_command(
  OUTPUT ${staged}/guanxi.toml
  COMMAND ${CMAKE_COMMAND} -E make_directory ${staged}
  # With an empty environment: settings of whoever builds do not reach it.
  COMMAND env -i $<TARGET_FILE:guanxi> config --sample --config ${packaging}/package.toml > ${staged}/guanxi.toml
  DEPENDS guanxi ${packaging}/package.toml
  VERBATIM)
add_custom_command(
  OUTPUT ${staged}/guanxi.8.gz ${staged}/changelog.gz
  COMMAND ${CMAKE_COMMAND} -E make_directory ${staged}
  COMMAND gzip -9n < ${packaging}/guanxi.8 > ${staged}/guanxi.8.gz
  COMMAND gzip -9n < ${CMAKE_SOURCE_DIR}/CHANGELOG.md > ${staged}/changelog.gz
  DEPENDS ${packaging}/guanxi.8 ${CMAKE_SOURCE_DIR}/CHANGELOG.md
  VERBATIM)
add_custom_target(package_files DEPENDS ${staged}/guanxi.toml ${staged}/guanxi.8.gz ${staged}/changelog.gz)

install(TARGETS guanxi DESTINATION usr/bin)
install(FILES ${packaging}/guanxi.service DESTINATION usr/lib/systemd/system)
install(FILES ${staged}/guanxi.toml DESTINATION etc/guanxi)
install(FILES ${packaging}/guanxi.default DESTINATION etc/default RENAME guanxi)
install(FILES ${packaging}/guanxi.logrotate DESTINATION etc/logrotate.d RENAME guanxi)
install(FILES ${staged}/guanxi.8.gz DESTINATION usr/share/man/man8)
install(FILES ${packaging}/copyright ${staged}/changelog.gz DESTINATION usr/share/doc/guanxi)
install(FILES README.md README.zh-CN.md docs/api/openapi.json DESTINATION usr/share/doc/guanxi)
install(DIRECTORY docs/guide/ DESTINATION usr/share/doc/guanxi FILES_MATCHING PATTERN "*.md" PATTERN README.md EXCLUDE)
install(FILES ${packaging}/grafana-dashboard.json DESTINATION usr/share/guanxi)
install(DIRECTORY samples/pricing DESTINATION usr/share/guanxi/samples FILES_MATCHING PATTERN "*.json")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME guanxi)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "The Guanxi authors <guanxi@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "self-hosted member CRM for retail groups")
set(CPACK_PACKAGING_INSTALL_PREFIX /)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION web)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
  "Members, their receipts and their points, served over HTTP to the tills of a group of shops.
One program with an embedded store; a till gets its answer when it is on disk.")
set(CPACK_DEBIAN_PACKAGE_DEPENDS "adduser, tzdata")  # and the libraries the program is linked with
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "systemd, logrotate, ca-certificates")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
  ${packaging}/postinst ${packaging}/prerm ${packaging}/postrm ${packaging}/conffiles)
include(CPack)
