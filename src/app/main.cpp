#include "app/commands.h"

int main(int argc, char** argv) { return guanxi::app::run(argc, argv); }
