"""The four shaders of the map, in GLSL ES 1.00 (which desktop GL reads as GLSL 1.10). A test checks them by glslang.

All share one camera: `camera` is (x, y, pixels per metre, pixels per dp), `middle` the view's middle in window pixels,
`turn` cosine and sine of how far the map is turned.
Positions are float32 metres about the pack's centre: subtracting the camera before scaling keeps a millimetre at 10 km.
"""

# highp in fragments where there is any: pixel distances do not fit the 10 bits of mediump.
_PRECISION = """
#ifdef GL_ES
#ifdef GL_FRAGMENT_PRECISION_HIGH
precision highp float;
#else
precision mediump float;
#endif
#endif
"""
_VERTEX_PRECISION = """
#ifdef GL_ES
precision highp float;
#endif
"""
_CAMERA = """
uniform mat4 modelview_mat;
uniform mat4 projection_mat;
uniform vec4 camera;
uniform vec2 middle;
uniform vec2 turn;
vec2 turned(vec2 way) { return vec2(turn.x * way.x - turn.y * way.y, turn.y * way.x + turn.x * way.y); }
vec2 pixels(vec2 metres) { return turned((metres - camera.xy) * camera.z); }
vec4 onscreen(vec2 px) { return projection_mat * modelview_mat * vec4(px + middle, 0.0, 1.0); }
"""

# Polygons. The colour comes from the class. `pattern` says for each class how its fill is marked, so that states differ
# without colour too: 1 diagonal stripes, 2 dark dots, 3 dark bars, 4 level stripes. Patterns lie on the ground: they
# don't swim when the map moves.
FILL_VS = (
    _VERTEX_PRECISION
    + _CAMERA
    + """
attribute vec2 vPosition;
attribute float vStyle;
uniform vec4 palette[12];
uniform float pattern[12];
uniform vec2 phase;
varying vec4 colour;
varying vec2 at;
varying float mark;
void main() {
    int style = int(clamp(floor(vStyle + 0.5), 0.0, 11.0));
    vec2 way = (vPosition - camera.xy) * camera.z;
    colour = palette[style];
    at = (way + phase) / camera.w;
    mark = pattern[style];
    gl_Position = onscreen(turned(way));
}
"""
)
FILL_FS = (
    _PRECISION
    + """
varying vec4 colour;
varying vec2 at;
varying float mark;
float stripe(float along) { return clamp(abs(fract(along / 8.0) - 0.5) * 8.0 - 1.5, 0.0, 1.0); }
void main() {
    vec3 paint = colour.rgb;
    if (mark > 3.5) { paint = mix(paint, vec3(1.0), stripe(at.y * 2.0) * 0.5); }
    else if (mark > 2.5) { paint = mix(paint, vec3(0.0), stripe(at.x * 2.0) * 0.38); }
    else if (mark > 1.5) {
        vec2 cell = fract(at / 4.0) - 0.5;
        paint = mix(paint, vec3(0.0), clamp(1.6 - length(cell) * 4.0, 0.0, 1.0) * 0.5);
    }
    else if (mark > 0.5) { paint = mix(paint, vec3(1.0), stripe(at.x + at.y) * 0.55); }
    gl_FragColor = vec4(paint, colour.a);
}
"""
)

# Ribbons: each vertex is pushed out along its normal; the last pixel fades, so edges are smooth without multisampling.
RIBBON_VS = (
    _VERTEX_PRECISION
    + _CAMERA
    + """
attribute vec2 vPosition;
attribute vec2 vNormal;
attribute float vAlong;
attribute float vStyle;
uniform vec4 palette[12];
uniform vec2 dashes[12];
varying vec3 colour;
varying vec4 band;
varying vec2 dash;
void main() {
    float style = clamp(floor(vStyle + 0.5), 0.0, 11.0);
    float side = (vStyle - floor(vStyle + 0.5)) * 4.0;
    vec4 paint = palette[int(style)];
    float reach = paint.w > 0.0 ? paint.w + 1.0 : 0.0;
    colour = paint.rgb;
    band = vec4(side * reach, paint.w, vAlong * camera.z, 0.0);
    dash = dashes[int(style)];
    gl_Position = onscreen(pixels(vPosition) + turned(vNormal) * reach);
}
"""
)
RIBBON_FS = (
    _PRECISION
    + """
uniform float opacity;
varying vec3 colour;
varying vec4 band;
varying vec2 dash;
void main() {
    float alpha = clamp(band.y + 0.5 - abs(band.x), 0.0, 1.0);
    if (dash.x > 0.0) {
        float t = mod(band.z, dash.y);
        alpha *= clamp(min(t, dash.x - t) + 0.5, 0.0, 1.0);
    }
    gl_FragColor = vec4(colour, alpha * opacity);
}
"""
)

# Signs, pins and the own position: squares whose fragments know their distance to the shape, sharp at any size.
# vSize > 0 is a radius in dp, vSize < 0 one in metres; vRoom is the metres of building that a sign needs under it.
# vShift moves a shape sideways in dp; of a heading it is the direction, in radians from north with the clock.
MARKER_VS = (
    _VERTEX_PRECISION
    + _CAMERA
    + """
attribute vec2 vPosition;
attribute vec2 vCorner;
attribute float vShape;
attribute float vSize;
attribute float vRoom;
attribute float vShift;
varying vec2 corner;
varying float shape;
varying float radius;
varying vec2 ahead;
void main() {
    corner = vCorner;
    ahead = turned(vec2(sin(vShift), cos(vShift)));
    shape = vShape;
    radius = vSize < 0.0 ? -vSize * camera.z : vSize * camera.w;
    bool aims = vShape > 7.5 && vShape < 8.5;
    vec2 lift = vec2(aims ? 0.0 : vShift * camera.w, vShape > 9.5 ? radius * 0.98 : 0.0);
    if (vRoom > 0.0 && vRoom * camera.z < 1.5 * radius) { radius = 0.0; }
    gl_Position = onscreen(pixels(vPosition) + lift + vCorner * radius * 1.15);
}
"""
)
MARKER_FS = (
    _PRECISION
    + """
uniform vec3 paper;
uniform vec3 ink;
uniform vec3 route;
varying vec2 corner;
varying float shape;
varying float radius;
varying vec2 ahead;

float disc(vec2 p, float r) { return length(p) - r; }
float bar(vec2 p, vec2 half_size) { vec2 d = abs(p) - half_size; return max(d.x, d.y); }
float heart(vec2 p) {
    vec2 q = vec2(abs(p.x), p.y);
    return min(disc(q - vec2(0.23, 0.15), 0.28), max(dot(q - vec2(0.0, -0.58), vec2(0.76, -0.65)), q.y - 0.06));
}
float sign_shape(vec2 p) {
    if (shape < 0.5) { return disc(p, 0.34); }
    if (shape < 1.5) { return min(bar(p - vec2(0.0, 0.17), vec2(0.12, 0.33)), disc(p + vec2(0.0, 0.45), 0.15)); }
    if (shape < 2.5) { return abs(length(p) - 0.42) - 0.11; }
    if (shape < 3.5) {
        vec2 q = vec2(p.x + p.y, p.x - p.y) * 0.7071;
        return min(bar(q, vec2(0.11, 0.52)), bar(q, vec2(0.52, 0.11)));
    }
    if (shape < 4.5) { return heart(p * 1.05); }
    vec2 q = vec2(abs(p.x), p.y);
    return min(bar(p + vec2(0.0, 0.22), vec2(0.11, 0.34)), max(dot(q - vec2(0.0, 0.6), vec2(0.70, 0.71)), -p.y + 0.02));
}
float pin(vec2 p) {
    vec2 q = vec2(abs(p.x), p.y);
    float head = disc(p - vec2(0.0, 0.34), 0.60);
    float tail = max(dot(q - vec2(0.0, -0.98), vec2(0.890, -0.455)), q.y - 0.07);
    return min(head, tail);
}
float cover(float distance_in_radii) { return clamp(0.5 - distance_in_radii * radius, 0.0, 1.0); }

void main() {
    vec2 p = corner * 1.15;
    vec3 colour = paper;
    float alpha = 0.0;
    if (shape < 5.5) {
        vec3 mark = shape > 3.5 && shape < 4.5 ? vec3(0.66, 0.20, 0.47) : ink;
        alpha = cover(disc(p, 1.0)) * 0.96;
        colour = mix(mix(ink, paper, 0.55), paper, cover(disc(p, 1.0 - 1.0 / radius)));
        colour = mix(colour, mark, cover(sign_shape(p)));
    } else if (shape < 6.5) {
        colour = vec3(0.10, 0.45, 0.91);
        alpha = max(cover(disc(p, 1.0)) * 0.14, cover(abs(length(p) - 1.0 + 1.0 / radius) - 1.0 / radius) * 0.45);
    } else if (shape < 7.5) {
        colour = mix(vec3(1.0), vec3(0.10, 0.45, 0.91), cover(disc(p, 0.70)));
        alpha = max(cover(disc(p, 0.95)), 0.25 * clamp(1.15 - length(p), 0.0, 1.0) * 4.0);
        if (length(p) > 0.97) { colour = vec3(0.0); alpha = clamp(1.12 - length(p), 0.0, 0.15) * 2.0; }
    } else if (shape < 8.5) {
        vec2 q = vec2(abs(dot(p, vec2(ahead.y, -ahead.x))), dot(p, ahead));
        colour = vec3(0.10, 0.45, 0.91);
        alpha = cover(dot(q, vec2(0.80, -0.60))) * clamp(1.1 - length(p), 0.0, 1.0);
    } else if (shape < 9.5) {
        alpha = cover(disc(p, 1.0));
        colour = mix(vec3(1.0), route, cover(disc(p, 1.0 - 2.0 / radius)));
    } else {
        float shadow = clamp(1.0 - length((p - vec2(0.0, -0.98)) * vec2(2.2, 5.0)), 0.0, 1.0) * 0.35;
        float body = pin(p);
        float done = shape > 10.5 && shape < 11.5 ? 1.0 : 0.0;
        float drop = shape > 11.5 ? 1.0 : 0.0;
        vec3 skin = mix(mix(vec3(0.16, 0.19, 0.25), vec3(0.50, 0.53, 0.57), done), vec3(0.04, 0.24, 0.57), drop);
        vec2 h = p - vec2(0.0, 0.34);
        float bang = min(bar(h - vec2(0.0, 0.10), vec2(0.085, 0.22)), disc(h + vec2(0.0, 0.28), 0.105));
        vec2 t = vec2(h.x + h.y, h.x - h.y) * 0.7071;
        float tick = min(bar(t - vec2(0.06, -0.02), vec2(0.32, 0.075)), bar(t - vec2(-0.19, -0.14), vec2(0.075, 0.19)));
        float mark = drop > 0.5 ? disc(h, 0.22) : (done > 0.5 ? tick : bang);
        vec3 mark_colour = drop + done > 0.5 ? vec3(1.0) : vec3(0.98, 0.88, 0.26);
        colour = mix(vec3(1.0), skin, cover(body + 0.09));
        colour = mix(colour, mark_colour, cover(mark));
        float solid = cover(body);
        colour = mix(vec3(0.0), colour, solid);
        alpha = max(solid, shadow);
    }
    gl_FragColor = vec4(colour, alpha);
}
"""
)

# Labels: texts from one atlas, with their corner offsets in pixels.
LABEL_VS = (
    _VERTEX_PRECISION
    + _CAMERA
    + """
attribute vec2 vPosition;
attribute vec2 vOffset;
attribute vec2 vTexCoords0;
varying vec2 uv;
void main() {
    uv = vTexCoords0;
    gl_Position = onscreen(floor(pixels(vPosition) + 0.5) + vOffset);
}
"""
)
LABEL_FS = (
    _PRECISION
    + """
uniform sampler2D texture0;
varying vec2 uv;
void main() { gl_FragColor = texture2D(texture0, uv); }
"""
)

PAIRS = {
    "fill": (FILL_VS, FILL_FS),
    "ribbon": (RIBBON_VS, RIBBON_FS),
    "marker": (MARKER_VS, MARKER_FS),
    "label": (LABEL_VS, LABEL_FS),
}
