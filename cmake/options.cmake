# Warnings, sanitizers and faster tools when they are present. Applies to our own targets only,
# through the interface target guanxi_options.
add_library(guanxi_options INTERFACE)
target_include_directories(guanxi_options INTERFACE ${CMAKE_SOURCE_DIR}/src)
target_compile_options(guanxi_options INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wold-style-cast -Wnon-virtual-dtor
  -Woverloaded-virtual -Wextra-semi -Wduplicated-cond -Wlogical-op -Wformat=2 -Wdouble-promotion -Wundef
  # g++ 12 at -O2 warns falsely of optionals, variants and string concatenation (GCC bugs 80635, 105651).
  -Wno-maybe-uninitialized -Wno-restrict
  $<$<BOOL:${GUANXI_WERROR}>:-Werror>)
# Not in tests that are compiled several at once: a name may be that of a file before. A build of single files warns.
target_compile_options(guanxi_options INTERFACE
  $<$<NOT:$<AND:$<BOOL:${GUANXI_UNITY}>,$<STREQUAL:$<TARGET_PROPERTY:TYPE>,EXECUTABLE>>>:-Wshadow>)
if(GUANXI_UNITY)  # a private type in a private class is private, also where its file is included by another
  target_compile_options(guanxi_options INTERFACE -Wno-subobject-linkage)
endif()
# The standard library checks its preconditions (an empty optional, an index) and stops instead of
# computing with what was never written; in releases too: money passes through here.
target_compile_definitions(guanxi_options INTERFACE BOOST_ASIO_NO_DEPRECATED _GLIBCXX_ASSERTIONS)

# Names and lines for stack traces; variables would cost a quarter of the compile time and most of the size. -g3 last wins.
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1 -DNDEBUG")
if(GUANXI_SANITIZE)
  set(CMAKE_CXX_FLAGS_DEBUG "-g1")
  add_compile_options(-fsanitize=${GUANXI_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  if(GUANXI_SANITIZE MATCHES undefined)
    add_compile_options(-fno-sanitize=vptr,null)  # what AddressSanitizer stops as well; a sixth of the compile time
  endif()
  add_link_options(-fsanitize=${GUANXI_SANITIZE})
  # What is tested, not the tests: compiled as fast as without, half as large, and the tests run in less time.
  target_compile_options(guanxi_options INTERFACE $<$<STREQUAL:$<TARGET_PROPERTY:TYPE>,STATIC_LIBRARY>:-Og>)
endif()

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
endif()
find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()

find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
if(GUANXI_TESTS)
  find_package(GTest REQUIRED)
endif()
