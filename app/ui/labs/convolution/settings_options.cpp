#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "app/state/convolution/examples.h"
#include "app/state/phrases/convolution.h"
#include "app/ui/labs/convolution/settings_panel.h"

namespace convscope::ui::convolution {
namespace {

using engine::Index;
using figure::Align;
using figure::Face;
using figure::Rect;
using figure::TextStyle;
using Size = state::ConvolutionSize;
namespace phrase = state::phrase;
namespace action = state::convolution;

struct SizeRow {
  Size size;
  std::string_view id;
  state::Phrase name;
};
constexpr std::array kPlaneRows{SizeRow{Size::kHeight, "conv.height", phrase::kHeightName},
                                SizeRow{Size::kWidth, "conv.width", phrase::kWidthName},
                                SizeRow{Size::kChannels, "conv.channels", phrase::kChannelsName}};
constexpr std::array kLineRows{SizeRow{Size::kWidth, "conv.width", phrase::kLengthName},
                               SizeRow{Size::kChannels, "conv.channels", phrase::kChannelsName}};
constexpr SizeRow kFilters{Size::kFilters, "conv.filters", phrase::kFiltersName};
constexpr SizeRow kGroups{Size::kGroups, "conv.groups", phrase::kGroupsName};
// One size for both axes; in one dimension that of the line.
constexpr std::array kSquareRows{SizeRow{Size::kKernel, "conv.kernel", phrase::kKernelName},
                                 SizeRow{Size::kStride, "conv.stride", phrase::kStrideName},
                                 SizeRow{Size::kDilation, "conv.dilation", phrase::kDilationName}};
constexpr std::array kAxisRows{SizeRow{Size::kKernel, "conv.kernel", phrase::kKernelY},
                               SizeRow{Size::kKernelX, "conv.kernel.x", phrase::kKernelX},
                               SizeRow{Size::kStride, "conv.stride", phrase::kStrideY},
                               SizeRow{Size::kStrideX, "conv.stride.x", phrase::kStrideX},
                               SizeRow{Size::kDilation, "conv.dilation", phrase::kDilationY},
                               SizeRow{Size::kDilationX, "conv.dilation.x", phrase::kDilationX}};
constexpr std::array kOneDimension{
    SizeRow{Size::kKernelX, "conv.kernel", phrase::kKernelName},
    SizeRow{Size::kStrideX, "conv.stride", phrase::kStrideName},
    SizeRow{Size::kDilationX, "conv.dilation", phrase::kDilationName}};
constexpr SizeRow kPadding{Size::kPadding, "conv.padding", phrase::kCellsName};
constexpr SizeRow kPlainPadding{Size::kPadding, "conv.padding", phrase::kPaddingName};
constexpr SizeRow kPlainLinePadding{Size::kPaddingLeft, "conv.padding", phrase::kPaddingName};
constexpr SizeRow kLinePadding{Size::kPaddingLeft, "conv.padding", phrase::kCellsName};
constexpr std::array kSides{SizeRow{Size::kPadding, "conv.padding", phrase::kAboveName},
                            SizeRow{Size::kPaddingBelow, "conv.padding.below", phrase::kBelowName},
                            SizeRow{Size::kPaddingLeft, "conv.padding.left", phrase::kLeftName},
                            SizeRow{Size::kPaddingRight, "conv.padding.right", phrase::kRightName}};

void draw_sizes(Panel& panel, std::span<const SizeRow> rows) {
  const state::ConvolutionSizes& usual =
      state::convolution_examples()[static_cast<std::size_t>(panel.setup().example)].sizes;
  for (const SizeRow& row : rows) {
    const state::SizeLimits limits = state::limits_of(row.size);
    const Index now = panel.setup()[row.size];
    const SliderRange range{.least = static_cast<double>(limits.least),
                            .most = static_cast<double>(std::max(limits.usual_most, now)),
                            .step = 1,
                            .usual = static_cast<double>(usual[row.size])};
    const Rect rect{panel.inner.x, panel.y, panel.inner.width, panel.pitch};
    if (const auto value = slider_row(panel.ui(), row.id, rect, panel.ui().tr(row.name),
                                      static_cast<double>(now), range)) {
      panel.want(action::SetSize{row.size, static_cast<Index>(std::llround(*value))});
    }
    panel.y += panel.pitch;
  }
}

void draw_size(Panel& panel, const SizeRow& row) {
  draw_sizes(panel, {&row, 1});
}

// A label and a closed list, like a slider's row.
std::optional<int> combo_row(Panel& panel, std::string_view id, const state::Phrase& name,
                             std::span<const std::string> items, int chosen) {
  Ui& ui = panel.ui();
  const float height = panel.roomy() ? 28 : 22;
  const Rect row{panel.inner.x, panel.y, panel.inner.width, panel.pitch};
  const float left = std::min(112.0F, row.width * 0.48F);
  TextStyle style{Face::kText, 14, ui.theme().text};
  if (ui.canvas().text_width(ui.tr(name), style) > left - 4) style.size = 12;
  ui.canvas().text_in({row.x, row.y, left, row.height}, ui.tr(name), style, Align::kLeft);
  panel.y += panel.pitch;
  return combo(ui, id,
               {row.x + left, std::floor(row.center_y() - height / 2), row.width - left, height},
               items, chosen);
}

void choose(const Panel& panel, const auto& change) {
  state::ConvolutionChoices choices = panel.setup().choices;
  change(choices);
  panel.want(action::SetChoices{choices});
}

// In all but a high window what few need stands behind a link until it is opened, but for what is
// other than usual: the counts below must be seen.
bool folded(const Panel& panel) {
  constexpr float kHighPitch = 34;
  const bool little = panel.pitch < kHighPitch;
  return little && !(panel.ui().memory().scroll["conv.more"] > 0);
}

void draw_more(Panel& panel) {
  Ui& ui = panel.ui();
  const std::string label = ui.tr(phrase::kMoreOptions) + " \u203A";
  const TextStyle style{Face::kTextMedium, 12, ui.theme().text};
  const Rect rect{panel.inner.x, panel.y + 2, ui.canvas().text_width(label, style), 18};
  const Interaction it = ui.item("conv.more", rect);
  ui.canvas().text_in(rect, label, style, Align::kLeft);
  ui.canvas().fill_rect({rect.x, rect.bottom() - 2, rect.width, 1},
                        it.hovered ? ui.theme().text : ui.theme().line_strong);
  ui.focus_ring(it, rect);
  if (it.clicked) ui.memory().scroll["conv.more"] = 1;
  panel.y += 22;
}

void draw_dimensions(Panel& panel) {
  const std::array<std::string, 2> labels{"1-D", "2-D"};
  const float width = 92, height = panel.roomy() ? 28 : 22;
  const Rect rect{panel.inner.right() - width, panel.y - height + 2, width, height};
  const int chosen = panel.setup().choices.one_dimensional ? 0 : 1;
  if (const auto pick = segmented(panel.ui(), "conv.dimensions", rect, labels, chosen)) {
    choose(panel, [&](auto& choices) { choices.one_dimensional = *pick == 0; });
  }
  panel.y += 4;
}

void draw_padding(Panel& panel) {
  const state::ConvolutionChoices& choices = panel.setup().choices;
  Ui& ui = panel.ui();
  const std::array<std::string, 4> rules{ui.tr(phrase::kByNumber), "valid", "same", "full"};
  if (const auto pick = combo_row(panel, "conv.padding.rule", phrase::kPaddingName, rules,
                                  static_cast<int>(choices.padding))) {
    choose(panel, [&](auto& c) { c.padding = static_cast<state::PaddingChoice>(*pick); });
  }
  if (choices.one_dimensional && !choices.per_axis) {
    draw_size(panel, kLinePadding);
  } else if (choices.one_dimensional) {
    draw_sizes(panel, std::span(kSides).subspan(2));
  } else if (choices.per_axis) {
    draw_sizes(panel, kSides);
  } else if (choices.padding != state::PaddingChoice::kSame) {
    draw_size(panel, kPadding);
  }
  const std::array<std::string, 4> modes{ui.tr(phrase::kZerosName), ui.tr(phrase::kReflectName),
                                         ui.tr(phrase::kReplicateName),
                                         ui.tr(phrase::kCircularName)};
  if (const auto pick = combo_row(panel, "conv.padding.mode", phrase::kFilledWith, modes,
                                  static_cast<int>(choices.mode))) {
    choose(panel, [&](auto& c) { c.mode = static_cast<engine::PaddingMode>(*pick); });
  }
}

// The functions that stand behind convolutions; first none.
constexpr std::array kActivations{
    engine::ActivationFunction::kRelu, engine::ActivationFunction::kLeakyRelu,
    engine::ActivationFunction::kElu,  engine::ActivationFunction::kSigmoid,
    engine::ActivationFunction::kTanh, engine::ActivationFunction::kGelu,
    engine::ActivationFunction::kSwish};

void draw_activation(Panel& panel) {
  std::vector<std::string> names{panel.ui().tr(phrase::kNoActivation)};
  const auto& now = panel.setup().choices.activation;
  int chosen = 0;
  for (const auto function : kActivations) {
    if (now == function) chosen = static_cast<int>(names.size());
    names.emplace_back(engine::info(function).name);
  }
  // One of a scene.
  if (now && chosen == 0) {
    chosen = static_cast<int>(names.size());
    names.emplace_back(engine::info(*now).name);
  }
  const auto pick = combo_row(panel, "conv.activation", phrase::kActivationName, names, chosen);
  if (!pick) return;
  choose(panel, [&](auto& c) {
    c.activation.reset();
    if (*pick > 0 && *pick <= static_cast<int>(kActivations.size())) {
      c.activation = kActivations[static_cast<std::size_t>(*pick - 1)];
    }
  });
}

void draw_per_axis(Panel& panel) {
  Ui& ui = panel.ui();
  const state::ConvolutionChoices& choices = panel.setup().choices;
  if (const auto on = checkbox(ui, "conv.per_axis", {panel.inner.x, panel.y + 4},
                               ui.tr(choices.one_dimensional ? phrase::kPerSide : phrase::kPerAxis),
                               choices.per_axis)) {
    choose(panel, [&](auto& c) { c.per_axis = *on; });
  }
  panel.y += std::max(panel.pitch - 4, 18.0F);
}

void draw_flipped(Panel& panel) {
  Ui& ui = panel.ui();
  const state::ConvolutionChoices& choices = panel.setup().choices;
  if (const auto on = checkbox(ui, "conv.flipped", {panel.inner.x, panel.y + 4},
                               ui.tr(phrase::kTrueConvolution), choices.flipped)) {
    choose(panel, [&](auto& c) { c.flipped = *on; });
  }
  ui.tooltip("conv.flipped", ui.tr(phrase::kTrueConvolutionTip));
  panel.y += std::max(panel.pitch - 4, 18.0F);
}

}  // namespace

void draw_input_settings(Panel& panel) {
  draw_dimensions(panel);
  if (panel.setup().choices.one_dimensional) {
    draw_sizes(panel, kLineRows);
  } else {
    draw_sizes(panel, kPlaneRows);
  }
}

void draw_checks(Panel& panel) {
  Ui& ui = panel.ui();
  panel.y += 6;
  const state::ConvolutionChoices& choices = panel.setup().choices;
  const bool fold = folded(panel);
  if (fold) draw_more(panel);
  if (!fold || choices.per_axis) draw_per_axis(panel);
  if (!fold || choices.flipped) draw_flipped(panel);
  if (const auto on = checkbox(ui, "conv.bias", {panel.inner.x, panel.y + 4},
                               ui.tr(phrase::kBiasName), panel.setup().has_bias)) {
    panel.want(action::SetBias{*on});
  }
  panel.y += std::max(panel.pitch - 4, 18.0F);
  if (const auto on =
          checkbox(ui, "conv.hide_pending", {panel.inner.x, panel.y + 4},
                   ui.tr(phrase::kHidePending), panel.frame.state.convolution.hide_pending)) {
    panel.want(action::SetHidePending{*on});
  }
  panel.y += std::max(panel.pitch - 4, 18.0F);
}

void draw_filter_settings(Panel& panel) {
  const state::ConvolutionChoices& choices = panel.setup().choices;
  const bool fold = folded(panel);
  // Backward there is less room still: what is 1 as usual waits behind the link.
  const bool brief = fold && panel.frame.state.convolution.backward();
  const auto rare = [](Size size) { return size == Size::kDilation || size == Size::kDilationX; };
  const auto draw = [&](std::span<const SizeRow> rows) {
    for (const SizeRow& row : rows) {
      if (!brief || !rare(row.size) || panel.setup()[row.size] > 1) draw_size(panel, row);
    }
  };
  draw_size(panel, kFilters);
  if (choices.one_dimensional) {
    draw(kOneDimension);
  } else if (choices.per_axis) {
    draw(kAxisRows);
  } else {
    draw(kSquareRows);
  }
  if (!brief || panel.setup()[Size::kGroups] > 1) draw_size(panel, kGroups);
  const bool plain = choices.padding == state::PaddingChoice::kNumber &&
                     choices.mode == engine::PaddingMode::kZeros && !choices.per_axis;
  if (fold && plain) {
    draw_size(panel, choices.one_dimensional ? kPlainLinePadding : kPlainPadding);
  } else {
    draw_padding(panel);
  }
  if (!fold || choices.activation) draw_activation(panel);
}

}  // namespace convscope::ui::convolution
