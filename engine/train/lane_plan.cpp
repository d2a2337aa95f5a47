#include "engine/train/lane_plan.h"

#include <algorithm>
#include <optional>

#include "engine/layers/dropout.h"
#include "engine/layers/flatten.h"

namespace convscope::engine {
namespace {

constexpr std::size_t kNone = ~std::size_t{0};

class Planner {
 public:
  explicit Planner(const Network& network)
      : network_(network), count_(lane_place(network.logits_node() + 1)) {
    static_assert(Node::kNetworkInput == -1);
    survey();
  }

  LanePlan plan() {
    block_of_.assign(count_ + 1, kNone);
    add_block(network_.input_shape().count());
    block_of_[0] = 0;
    for (Index i = 0; i < static_cast<Index>(count_); ++i) {
      if (!live_[lane_place(i)]) {
        plan_.unused.push_back(i);
      } else if (is_flatten(i)) {
        block_of_[lane_place(i + 1)] = block_of_[lane_place(node(i).inputs[0] + 1)];
        if (const auto& own = penalty(i); !own.none()) penalise(block_of_[lane_place(i + 1)], own);
      } else {
        place(i);
      }
    }
    plan_.logits = block_of_[count_];
    assign_slots();
    return std::move(plan_);
  }

 private:
  const Node& node(Index i) const { return network_.nodes()[lane_place(i)]; }
  bool is_flatten(Index i) const {
    return dynamic_cast<const Flatten*>(node(i).layer.get()) != nullptr;
  }
  bool is_dropout(Index i) const {
    return dynamic_cast<const Dropout*>(node(i).layer.get()) != nullptr;
  }
  const Penalty& penalty(Index i) const {
    return network_.spec().layers[lane_place(i)].regularizer.activity;
  }
  /// The node whose block a reader of `i` reads: past flattening.
  Index source(Index i) const {
    while (i != Node::kNetworkInput && is_flatten(i)) i = node(i).inputs[0];
    return i;
  }

  // Who is needed, how often each block is read, and whose values must stay as they are.
  void survey() {
    live_.assign(count_, false);
    live_[count_ - 1] = true;
    for (Index i = static_cast<Index>(count_) - 1; i >= 0; --i) {
      if (!live_[lane_place(i)]) continue;
      for (const Index from : node(i).inputs) {
        if (from != Node::kNetworkInput) live_[lane_place(from)] = true;
      }
    }
    readers_.assign(count_ + 1, 0);
    kept_.assign(count_ + 1, false);
    kept_[0] = true;
    ++readers_[lane_place(source(static_cast<Index>(count_) - 1) + 1)];
    for (Index i = 0; i < static_cast<Index>(count_); ++i) {
      if (!live_[lane_place(i)]) continue;
      if (!penalty(i).none()) kept_[lane_place(source(i) + 1)] = true;
      if (is_flatten(i)) continue;
      for (const Index from : node(i).inputs) ++readers_[lane_place(source(from) + 1)];
    }
  }

  std::size_t add_block(Index features) {
    plan_.blocks.push_back(features);
    writer_.push_back(kNone);
    read_back_.push_back(LaneInPlace::kAlways);
    learns_.push_back(false);
    return plan_.blocks.size() - 1;
  }

  /// The one node that reads this one, and nothing is asked of its output; none otherwise.
  std::optional<Index> only_reader(Index i) const {
    if (readers_[lane_place(i + 1)] != 1 || !penalty(i).none()) return {};
    for (Index next = i + 1; next < static_cast<Index>(count_); ++next) {
      if (live_[lane_place(next)] && std::ranges::count(node(next).inputs, i) > 0) return next;
    }
    return {};
  }
  /// The pooling that this ReLU goes behind.
  std::optional<Index> pooling_after(Index i) const {
    if (!is_relu(*node(i).layer)) return {};
    auto next = only_reader(i);
    while (next && is_dropout(*next)) next = only_reader(*next);
    const bool swaps = next && relu_before_max_pool(node(i), node(*next)) && penalty(*next).none();
    return swaps ? next : std::nullopt;
  }
  /// The ReLU that goes behind this pooling.
  std::optional<Index> relu_before(Index i) const {
    Index from = node(i).inputs[0];
    while (from != Node::kNetworkInput && is_dropout(from)) from = node(from).inputs[0];
    const bool swaps = from != Node::kNetworkInput && pooling_after(from) == i;
    return swaps ? std::optional(from) : std::nullopt;
  }
  /// Whether a reader of `i` may overwrite what it reads.
  bool may_overwrite(Index i) const {
    i = source(i);
    const bool alone = readers_[lane_place(i + 1)] == 1 && !kept_[lane_place(i + 1)];
    const bool moved = i != Node::kNetworkInput && pooling_after(i).has_value();
    return alone && (!moved || may_overwrite(node(i).inputs[0]));
  }

  void place(Index i) {
    std::vector<std::size_t> x;
    for (const Index from : node(i).inputs) x.push_back(block_of_[lane_place(from + 1)]);
    if (pooling_after(i)) {  // its turn comes behind the pooling
      block_of_[lane_place(i + 1)] = x[0];
      return;
    }
    place(i, std::move(x), may_overwrite(node(i).inputs[0]));
    if (const auto relu = relu_before(i)) place(*relu, {plan_.stages.back().out}, true);
    block_of_[lane_place(i + 1)] = plan_.stages.back().out;
  }

  void place(Index i, std::vector<std::size_t> x, bool free) {
    const Layer& layer = *node(i).layer;
    LaneStage stage;
    stage.step = make_lane_step(node(i), i, plan_.blocks[x[0]]);
    stage.node = i;
    stage.norm = dynamic_cast<const BatchNorm*>(&layer);
    const LaneInPlace way = lane_in_place(layer);
    const LaneInPlace before = read_back_[x[0]];
    const bool in_place =
        free && (before == LaneInPlace::kAlways
                     ? way != LaneInPlace::kNever
                     : before == LaneInPlace::kAlsoAfterRelu && way == LaneInPlace::kAlsoAfterRelu);
    const bool pointwise = way != LaneInPlace::kNever;
    stage.out =
        in_place ? x[0] : add_block(pointwise ? plan_.blocks[x[0]] : layer.output_shape().count());
    if (stage.step->reads_output()) {
      read_back_[stage.out] = is_relu(layer) ? LaneInPlace::kAlsoAfterRelu : LaneInPlace::kNever;
    }
    writer_[stage.out] = plan_.stages.size();
    stage.learns = !node(i).frozen && node(i).parameter_count > 0;
    for (const std::size_t block : x) {
      stage.learns = stage.learns || learns_[block];
      stage.d_x.push_back({.wanted = learns_[block]});
    }
    learns_[stage.out] = stage.learns;
    if (!penalty(i).none()) stage.penalties.push_back(penalty(i));
    stage.x = std::move(x);
    plan_.scratch = std::max(plan_.scratch, stage.step->scratch());
    plan_.stages.push_back(std::move(stage));
  }

  void penalise(std::size_t block, const Penalty& penalty) {
    if (writer_[block] != kNone) plan_.stages[writer_[block]].penalties.push_back(penalty);
  }

  std::size_t take_slot(Index features) {
    std::size_t slot = plan_.slots.size();
    if (free_.empty()) {
      plan_.slots.push_back(0);
    } else {
      slot = free_.back();
      free_.pop_back();
    }
    plan_.slots[slot] = std::max(plan_.slots[slot], features);
    return slot;
  }

  void assign_slots() {
    std::vector<std::size_t> slot_of(plan_.blocks.size(), kNone);
    plan_.d_logits = slot_of[plan_.logits] = take_slot(plan_.blocks[plan_.logits]);
    for (auto it = plan_.stages.rbegin(); it != plan_.stages.rend(); ++it) {
      LaneStage& stage = *it;
      if (!stage.learns) continue;
      stage.d_out = slot_of[stage.out];
      std::vector<std::size_t> spare;
      for (std::size_t i = 0; i < stage.x.size(); ++i) {
        LaneStage::Target& target = stage.d_x[i];
        if (!target.wanted) continue;
        std::size_t& slot = slot_of[stage.x[i]];
        const Index features = plan_.blocks[stage.x[i]];
        target.adds = stage.x[i] != stage.out && slot != kNone;
        if (target.adds) spare.push_back(target.spare = take_slot(features));
        if (slot == kNone) slot = take_slot(features);
        target.slot = slot;
      }
      free_.insert(free_.end(), spare.begin(), spare.end());
      if (stage.x[0] != stage.out) free_.push_back(stage.d_out);
    }
  }

  const Network& network_;
  const std::size_t count_;  // of nodes up to the logits
  std::vector<bool> live_;
  std::vector<Index> readers_;          // of [node + 1]'s output, past flattening
  std::vector<bool> kept_;              // [node + 1]: nobody may overwrite it
  std::vector<std::size_t> block_of_;   // [node + 1]
  std::vector<std::size_t> writer_;     // of each block: its last stage
  std::vector<LaneInPlace> read_back_;  // of each block: who may still overwrite it
  std::vector<bool> learns_;            // of each block: whether its gradient is wanted
  std::vector<std::size_t> free_;       // slots
  LanePlan plan_;
};

}  // namespace

LanePlan plan_lanes(const Network& network) {
  return Planner(network).plan();
}

}  // namespace convscope::engine
