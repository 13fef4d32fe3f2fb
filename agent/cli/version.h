/*
 * The version of the program, as in the top CMakeLists.txt.
 */
#ifndef SP_CLI_VERSION_H
#define SP_CLI_VERSION_H

#define SP_PROGRAM_VERSION "0.1.0"

#endif /* SP_CLI_VERSION_H */
