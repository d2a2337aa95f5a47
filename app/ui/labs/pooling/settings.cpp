#include "app/ui/labs/settings_panel.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "app/state/number_text.h"
#include "app/state/phrases/convolution.h"
#include "app/state/phrases/pooling.h"
#include "app/ui/labs/pooling/pooling_lab.h"
#include "app/ui/widgets/controls.h"

namespace convscope::ui::pooling {
namespace {

using engine::Index;
using figure::Face;
using figure::Rect;
using Size = state::PoolingSize;
namespace phrase = state::phrase;
namespace action = state::pooling;

struct SizeRow {
  Size size;
  std::string_view id;
  state::Phrase name;
};
constexpr std::array kInputRows{SizeRow{Size::kHeight, "pool.height", phrase::kHeightName},
                                SizeRow{Size::kWidth, "pool.width", phrase::kWidthName},
                                SizeRow{Size::kChannels, "pool.channels", phrase::kChannelsName}};
constexpr std::array kWindowRows{SizeRow{Size::kKernel, "pool.kernel", phrase::kPoolWindow},
                                 SizeRow{Size::kStride, "pool.stride", phrase::kStrideName},
                                 SizeRow{Size::kPadding, "pool.padding", phrase::kPaddingName}};

void want(SettingsPanel& panel, state::PoolingAction what) {
  panel.frame().intents.emplace_back(state::PoolingIntent{std::move(what)});
}

const state::PoolingState& lab_of(const SettingsPanel& panel) {
  return panel.frame().state.pooling;
}

void draw_example(SettingsPanel& panel) {
  Ui& ui = panel.ui();
  std::vector<std::string> names;
  for (const auto& example : state::pooling_examples()) names.push_back(ui.tr(example.name));
  const Rect title = panel.take(22);
  heading(ui, {title.x, title.y + 14}, ui.tr(phrase::kExample));
  const int chosen = lab_of(panel).setup().example;
  if (const auto pick = combo(ui, "pool.example", panel.take(32), names, chosen)) {
    want(panel, action::ChooseExample{*pick});
  }
  panel.skip(6);
  panel.note(ui.tr(state::pooling_examples()[static_cast<std::size_t>(chosen)].note), 5);
}

void draw_mode(SettingsPanel& panel) {
  Ui& ui = panel.ui();
  const std::array<std::string, 3> names{ui.tr(phrase::kPoolMax), ui.tr(phrase::kPoolAverage),
                                         ui.tr(phrase::kPoolL2)};
  const int chosen = static_cast<int>(lab_of(panel).setup().mode);
  if (const auto pick = segmented(ui, "pool.mode", panel.take(32), names, chosen)) {
    want(panel, action::SetMode{static_cast<state::PoolingMode>(*pick)});
  }
  panel.skip(panel.roomy() ? 8.0F : 4.0F);
}

void draw_sizes(SettingsPanel& panel, std::span<const SizeRow> rows) {
  const state::PoolingSetup& setup = lab_of(panel).setup();
  const state::PoolingSizes& usual =
      state::pooling_examples()[static_cast<std::size_t>(setup.example)].sizes;
  for (const SizeRow& row : rows) {
    const state::PoolingLimits limits = state::limits_of(row.size);
    const Index now = setup[row.size];
    const SliderRange range{.least = static_cast<double>(limits.least),
                            .most = static_cast<double>(std::max(limits.usual_most, now)),
                            .step = 1,
                            .usual = static_cast<double>(usual[row.size])};
    if (const auto value = slider_row(panel.ui(), row.id, panel.take(panel.pitch()),
                                      panel.ui().tr(row.name), static_cast<double>(now), range)) {
      want(panel, action::SetSize{row.size, static_cast<Index>(std::llround(*value))});
    }
  }
}

void draw_output_size(SettingsPanel& panel) {
  Ui& ui = panel.ui();
  const state::Theme& theme = ui.theme();
  const state::PoolingState& lab = lab_of(panel);
  panel.section(phrase::kOutputSize);
  panel.line("\u230A(H+2p\u2212k)/s\u230B+1", {Face::kMono, 14, theme.text_dim});
  if (const auto problem = state::problem_of(lab.setup(), ui.language())) {
    panel.line(problem->formula, {Face::kMono, 14, theme.text});
    panel.skip(8);
    const Rect at = panel.take(0);
    panel.skip(notice(ui, {at.x, at.y}, at.width, problem->sentence, theme.warn) + 8);
    if (button(ui, "pool.repair", panel.take(32), problem->repair,
               {.tone = ButtonTone::kPrimary})) {
      want(panel, action::Repair{});
    }
    return;
  }
  const auto axis_line = [&](const engine::WindowAxis& axis) {
    panel.equation(fmt::format("\u230A({}+2\u00B7{}\u2212{})/{}\u230B+1 = ", axis.input,
                               axis.pad.before, axis.kernel, axis.stride),
                   std::to_string(axis.outputs()), theme.output);
  };
  axis_line(lab.setup().sizes.axis(Size::kHeight));
  if (lab.setup()[Size::kHeight] != lab.setup()[Size::kWidth]) {
    axis_line(lab.setup().sizes.axis(Size::kWidth));
  }
  const engine::Shape& out = lab.result->cursor.output();
  panel.line(fmt::format("{} \u00D7 {} \u00D7 {} = {} {}", out[1], out[2], out[0],
                         state::count_text(out.count()),
                         ui.tr(out.count() == 1 ? phrase::kOutputOne : phrase::kOutputs)),
             {Face::kText, 14, theme.text_dim});
  panel.section(phrase::kParameters);
  panel.equation("0  ", "", theme.text);
  panel.line(ui.tr(phrase::kPoolNoWeights), {Face::kText, 14, theme.text_dim});
}

}  // namespace

void draw_settings(LabFrame& frame, const Rect& rect) {
  SettingsPanel panel(frame, rect, "pool");
  draw_example(panel);
  panel.head(phrase::kPoolKind);
  draw_mode(panel);
  draw_sizes(panel, kWindowRows);
  panel.head(phrase::kInputHeading);
  draw_sizes(panel, kInputRows);
  panel.skip(6);
  const Rect row = panel.take(panel.pitch());
  if (const auto on =
          checkbox(frame.ui, "pool.hide_pending", {row.x, row.y + 4},
                   frame.ui.tr(phrase::kHidePending), frame.state.pooling.hide_pending)) {
    want(panel, action::SetHidePending{*on});
  }
  draw_output_size(panel);
  panel.finish();
}

}  // namespace convscope::ui::pooling
