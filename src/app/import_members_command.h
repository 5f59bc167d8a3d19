// `guanxi import members` and its undo, below `guanxi import`.
#pragma once

#include "app/commands.h"

namespace guanxi::app {

void add_import_members(CLI::App& import, Common& common, int& code);
void add_import_undo(CLI::App& import, Common& common, int& code);

}  // namespace guanxi::app
