# convscope_warnings: what every target of ours compiles with. Link it PRIVATE.
add_library(convscope_warnings INTERFACE)
target_compile_options(convscope_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor
  -Woverloaded-virtual -Wimplicit-fallthrough
  # GCC 12 sees overlaps and overflows in std::string that are none (bug 105329), the latter once
  # its header is precompiled; the sanitizers see the true ones.
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
  $<$<CXX_COMPILER_ID:GNU>:-Wno-stringop-overflow>
  $<$<CXX_COMPILER_ID:GNU>:-Wno-stringop-overread>
  $<$<CXX_COMPILER_ID:GNU>:-Wno-array-bounds>
  -Wno-missing-field-initializers)  # designated initialisers leave the defaults out on purpose
if(CONVSCOPE_WERROR)
  target_compile_options(convscope_warnings INTERFACE -Werror)
endif()
if(CONVSCOPE_SANITIZE)
  target_compile_options(convscope_warnings INTERFACE
    -fsanitize=${CONVSCOPE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(convscope_warnings INTERFACE -fsanitize=${CONVSCOPE_SANITIZE})
endif()
