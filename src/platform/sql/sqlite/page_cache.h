// SQLite's own page cache, with one thing put right. Whenever a B-tree is rebalanced, SQLite
// renumbers pages by way of a number far beyond the end of the file; its cache remembers that as
// the highest page it holds, and cuts itself back to the file's length at the next commit by
// walking every page it has – 0.3 ms a commit with 64 MiB, growing with the cache. Here the highest
// page is known exactly, and a cut that would find nothing is not made.
#pragma once

namespace guanxi::sql::sqlite {

/// Before SQLite is initialised; later it does nothing.
void install_page_cache();

}  // namespace guanxi::sql::sqlite
