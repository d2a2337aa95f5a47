// Places one heat map's rectangle in the colour atlas.
// Inputs: a_rect = x, y, width, height in atlas pixels; a_limit = value at the map's end;
// a_map = 0 diverging, 1 sequential, 2 grey, 3 colours, 4 cyclic. u_size = atlas size in pixels.
// Drawn as instanced triangle strips of four vertices.
#version 330 core
layout(location = 0) in vec4 a_rect;
layout(location = 1) in float a_limit;
layout(location = 2) in int a_map;
uniform float u_size;
flat out float v_limit;
flat out int v_map;

void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  vec2 pixel = a_rect.xy + corner * a_rect.zw;
  gl_Position = vec4(pixel / u_size * 2.0 - 1.0, 0.0, 1.0);
  v_limit = a_limit;
  v_map = a_map;
}
