# guanxi_folder(NAME points DEPENDS guanxi_base … [LIBRARIES fmt::fmt …])
#
# One folder, one static library guanxi_<name> from its *.cpp, and one test program <name>_test from its
# *_test.cpp. Files are found by themselves: adding one needs no edit here. With STORE, the tests use the store and run
# on PostgreSQL as well, as <name>_postgres. ALONE names files that share a private name with a neighbour: they are not
# compiled together with it where GUANXI_UNITY is on. WITHOUT names folders below that are libraries of their own.
function(guanxi_folder)
  cmake_parse_arguments(F "STORE" "NAME" "ALONE;WITHOUT;DEPENDS;LIBRARIES" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS *.cpp *.S)
  foreach(folder IN LISTS F_WITHOUT)
    list(FILTER sources EXCLUDE REGEX "^${CMAKE_CURRENT_SOURCE_DIR}/${folder}/")
  endforeach()
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  list(FILTER sources EXCLUDE REGEX "_test\\.cpp$|/main\\.cpp$")
  if(F_ALONE)
    set_source_files_properties(${F_ALONE} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  endif()
  if(sources)
    add_library(guanxi_${F_NAME} STATIC ${sources})
    target_link_libraries(guanxi_${F_NAME} PUBLIC guanxi_options ${F_DEPENDS} Threads::Threads)
    target_link_libraries(guanxi_${F_NAME} PRIVATE ${F_LIBRARIES})
    set_target_properties(guanxi_${F_NAME} PROPERTIES UNITY_BUILD ${GUANXI_UNITY} UNITY_BUILD_BATCH_SIZE 6)
  else()
    add_library(guanxi_${F_NAME} INTERFACE)
    target_link_libraries(guanxi_${F_NAME} INTERFACE guanxi_options ${F_DEPENDS} ${F_LIBRARIES})
  endif()
  if(tests AND GUANXI_TESTS)
    add_executable(${F_NAME}_test ${tests})
    guanxi_several_at_once(${F_NAME}_test)
    guanxi_tests_unwatched(${F_NAME})
    target_link_libraries(${F_NAME}_test PRIVATE guanxi_${F_NAME} GTest::gmock GTest::gtest_main rapidcheck ${F_LIBRARIES})
    add_test(NAME ${F_NAME} COMMAND ${F_NAME}_test)
    if(F_STORE)
      guanxi_on_postgres(${F_NAME})
    endif()
  endif()
endfunction()

# Two thirds of a build from nothing were tests that each read the same headers.
function(guanxi_several_at_once test)
  if(GUANXI_UNITY)
    set_target_properties(${test} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 6)
  endif()
endfunction()

# AddressSanitizer watches the module, not its tests, which compile in half the time without. Where both have the same
# inline function the linker takes the first: the module comes first, with all it has.
function(guanxi_tests_unwatched name)
  if(GUANXI_SANITIZE MATCHES address AND TARGET guanxi_${name})
    get_target_property(type guanxi_${name} TYPE)
    if(type STREQUAL STATIC_LIBRARY)
      target_compile_options(${name}_test PRIVATE -fno-sanitize=all)
      target_link_options(${name}_test BEFORE PRIVATE
        LINKER:--whole-archive $<TARGET_FILE:guanxi_${name}> LINKER:--no-whole-archive)
    endif()
  endif()
endfunction()

# The test program of `name` once more, on the private PostgreSQL that script/test starts for the label.
function(guanxi_on_postgres name)
  add_test(NAME ${name}_postgres COMMAND ${name}_test ${ARGN})
  set_tests_properties(${name}_postgres PROPERTIES LABELS postgres)
endfunction()
