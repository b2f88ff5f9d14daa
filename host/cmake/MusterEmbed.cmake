# SPDX-License-Identifier: Apache-2.0
# A script: writes OUTPUT, a C++ list of {"name", "content"} for each of the FILES.
cmake_minimum_required(VERSION 3.25)
set(entries "")
foreach(path IN LISTS FILES)
  get_filename_component(name ${path} NAME)
  file(READ ${path} content)
  string(APPEND entries "{\"${name}\", R\"muster(${content})muster\"},\n")
endforeach()
file(WRITE ${OUTPUT} "${entries}")
