# Every library comes from the distribution's packages; nothing is vendored or downloaded.
find_package(Threads REQUIRED)
find_package(Eigen3 3.4 REQUIRED NO_MODULE)
find_package(fmt REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(ZLIB REQUIRED)
find_path(STB_INCLUDE_DIR stb_image.h PATH_SUFFIXES stb REQUIRED)

if(CONVSCOPE_APP)
  find_package(CLI11 REQUIRED)
  find_package(glfw3 3.3 REQUIRED)
  find_package(OpenGL REQUIRED COMPONENTS EGL)
  find_package(imgui CONFIG QUIET)
  if(NOT TARGET imgui::imgui)
    find_package(PkgConfig REQUIRED)
    pkg_check_modules(imgui REQUIRED IMPORTED_TARGET imgui)
    add_library(imgui::imgui INTERFACE IMPORTED)
    # Debian's libimgui.a holds the GLFW and OpenGL3 backends; their headers live one level down.
    find_path(IMGUI_BACKENDS_DIR imgui_impl_glfw.h PATHS ${imgui_INCLUDE_DIRS}
              PATH_SUFFIXES backends REQUIRED)
    target_include_directories(imgui::imgui SYSTEM INTERFACE ${imgui_INCLUDE_DIRS}
                               ${IMGUI_BACKENDS_DIR})
    target_link_libraries(imgui::imgui INTERFACE PkgConfig::imgui)
  endif()
endif()

if(CONVSCOPE_TESTS)
  find_package(GTest REQUIRED)
endif()
if(CONVSCOPE_BENCH)
  find_package(benchmark REQUIRED)
endif()
