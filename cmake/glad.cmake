# The OpenGL loader is generated at build time by Debian's python3-glad (glad 2), offline.
# Another Python may come first in PATH and lack the module, so the system's is asked by name.
find_program(CONVSCOPE_SYSTEM_PYTHON python3 PATHS /usr/bin NO_DEFAULT_PATH REQUIRED)
set(GLAD_DIR ${PROJECT_BINARY_DIR}/glad)
add_custom_command(
  OUTPUT ${GLAD_DIR}/src/gl.c ${GLAD_DIR}/include/glad/gl.h
  COMMAND ${CONVSCOPE_SYSTEM_PYTHON} -m glad --quiet --reproducible --api gl:core=3.3
          --extensions "" --out-path ${GLAD_DIR} c
  COMMENT "Generating the OpenGL 3.3 loader"
  VERBATIM)
add_library(convscope_glad STATIC ${GLAD_DIR}/src/gl.c ${GLAD_DIR}/include/glad/gl.h)
target_include_directories(convscope_glad SYSTEM PUBLIC ${GLAD_DIR}/include)
target_link_libraries(convscope_glad PRIVATE ${CMAKE_DL_LIBS})
