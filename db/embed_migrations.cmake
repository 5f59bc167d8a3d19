# cmake -DDIRECTORY=db/migrations -DOUTPUT=all_migrations.cpp -P embed_migrations.cmake
#
# NNNN_name.sql is for every engine; NNNN_name.sqlite.sql and NNNN_name.postgres.sql replace it (or stand alone) for
# theirs. Numbers run 0001, 0002 … without gaps on each engine.
file(GLOB files LIST_DIRECTORIES false ${DIRECTORY}/*.sql)
list(SORT files)

function(embed engine result)
  set(entries "")
  set(number 0)
  set(names "")
  foreach(file IN LISTS files)
    get_filename_component(name ${file} NAME)
    if(NOT name MATCHES "^([0-9][0-9][0-9][0-9]_[a-z0-9_]+)(\\.(sqlite|postgres))?\\.sql$")
      message(FATAL_ERROR "${file}: a migration is called NNNN_name.sql, NNNN_name.sqlite.sql or NNNN_name.postgres.sql")
    endif()
    list(APPEND names ${CMAKE_MATCH_1})
  endforeach()
  list(REMOVE_DUPLICATES names)
  foreach(name IN LISTS names)
    if(EXISTS ${DIRECTORY}/${name}.${engine}.sql)
      set(file ${DIRECTORY}/${name}.${engine}.sql)
    elseif(EXISTS ${DIRECTORY}/${name}.sql)
      set(file ${DIRECTORY}/${name}.sql)
    else()
      message(FATAL_ERROR "${DIRECTORY}/${name}: there is no file for ${engine}")
    endif()
    math(EXPR number "${number} + 1")
    string(SUBSTRING ${name} 0 4 digits)
    math(EXPR actual "1${digits} - 10000")
    if(NOT actual EQUAL number)
      message(FATAL_ERROR "${file}: the next number is ${number}; numbers have no gaps and no twins")
    endif()
    file(READ ${file} text)
    string(APPEND entries "    Migration{${number}, \"${name}\", R\"gx_sql(${text})gx_sql\"},\n")
  endforeach()
  set(${result} "constexpr std::array<Migration, ${number}> ${engine}_migrations{\n${entries}};\n" PARENT_SCOPE)
endfunction()

embed(sqlite sqlite_text)
embed(postgres postgres_text)
file(WRITE ${OUTPUT}.new "// Written by embed_migrations.cmake; edit db/migrations instead.
#include \"platform/sql/migrations.h\"

#include <array>

namespace guanxi::sql {
namespace {

${sqlite_text}
${postgres_text}
}  // namespace

std::span<const Migration> all_migrations(Engine engine) {
  if (engine == Engine::sqlite) return sqlite_migrations;
  return postgres_migrations;
}

}  // namespace guanxi::sql
")
file(RENAME ${OUTPUT}.new ${OUTPUT})
