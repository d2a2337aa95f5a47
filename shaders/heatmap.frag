// Colours one value of the value atlas; the same piecewise-linear maps as state/theme's map_color.
// Inputs: u_values = values (R32F), same layout as the colour atlas; u_points = five control points
// of the diverging map at -1 -0.5 0 0.5 1, five of the sequential map at 0 .25 .5 .75 1, then six of
// the cyclic map at 0 60 ... 300 degrees, sRGB.
// Map 3 holds colours: red * 65536 + green * 256 + blue.
// Output: sRGB colour, opaque. Values that are no numbers get the map's zero.
#version 330 core
flat in float v_limit;
flat in int v_map;
uniform sampler2D u_values;
uniform vec3 u_points[16];
out vec4 color;

void main() {
  float value = texelFetch(u_values, ivec2(gl_FragCoord.xy), 0).r;
  float t = isnan(value) ? 0.0 : value / v_limit;
  if (v_map == 3) {
    float code = clamp(t * v_limit, 0.0, 16777215.0);
    float red = floor(code / 65536.0);
    float green = floor((code - red * 65536.0) / 256.0);
    color = vec4(vec3(red, green, code - red * 65536.0 - green * 256.0) / 255.0, 1.0);
    return;
  }
  if (v_map == 4) {
    float turn = fract(t * 0.5) * 6.0;
    int at = min(int(turn), 5);
    vec3 hue = mix(u_points[10 + at], u_points[10 + (at + 1) % 6], turn - float(at));
    color = vec4(isnan(value) ? u_points[2] : hue, 1.0);
    return;
  }
  if (v_map == 2) {
    color = vec4(vec3(clamp(t, 0.0, 1.0)), 1.0);
    return;
  }
  float position = clamp(v_map == 0 ? (t + 1.0) * 2.0 : t * 4.0, 0.0, 4.0);
  int index = min(int(position), 3);
  int first = v_map == 0 ? 0 : 5;
  color = vec4(mix(u_points[first + index], u_points[first + index + 1], position - float(index)),
               1.0);
}
