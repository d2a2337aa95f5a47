#include "engine/train/optimizer_explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/core/format.h"

namespace convscope::engine {
namespace {

std::string number(double value) {
  const std::string text = format_float(static_cast<float>(value));
  return text.starts_with('-') ? "(" + text + ")" : text;
}

// The update of every kind is p' = keep * p + carry * moment + gain * g, where only the factors
// know of squares and roots.
class Derivation {
 public:
  Derivation(const OptimizerSpec& spec, const WeightStep& step)
      : spec_(spec), step_(step), names_(moment_names(spec)), g_(step.gradient) {
    decayed_ = spec.kind != OptimizerKind::kAdamW && spec.weight_decay != 0;
    if (decayed_) g_ += spec.weight_decay * step.parameter;
    if (decayed_) {
      say("g",
          fmt::format("{} + {}*{}", number(step.gradient), number(spec.weight_decay),
                      number(step.parameter)),
          g_);
    }
  }

  Explanation run() {
    switch (spec_.kind) {
      case OptimizerKind::kSgd:
        sgd();
        break;
      case OptimizerKind::kAdam:
      case OptimizerKind::kAdamW:
        adam();
        break;
      case OptimizerKind::kRmsProp:
        rms_prop();
        break;
      case OptimizerKind::kAdadelta:
        adadelta();
        break;
      case OptimizerKind::kAdagrad:
        adagrad();
        break;
    }
    return finish();
  }

 private:
  double moment(std::size_t i) const { return step_.moments[i]; }
  // "v = 0.9*0.5 + 0.1 = 0.55"
  void say(const char* name, const std::string& numbers, double value) {
    numbers_ += fmt::format("{} = {} = {}; ", name, numbers, number(value));
  }
  double average(const char* name, double rho, std::size_t i, double power) {
    const double g = power == 2 ? g_ * g_ : g_;
    const double value = rho * moment(i) + (1 - rho) * g;
    say(name,
        fmt::format("{}*{} + {}*{}{}", number(rho), number(moment(i)), number(1 - rho), number(g_),
                    power == 2 ? "^2" : ""),
        value);
    return value;
  }

  void sgd() {
    const double mu = spec_.momentum, rate = step_.learning_rate;
    if (mu == 0) {
      text_ = "p - lr*g";
      latex_ = R"(p - \eta g)";
      gain_ = -rate;
      last_ = fmt::format("{} - {}*{}", number(step_.parameter), number(rate), number(g_));
      return;
    }
    const double kept = step_.step == 1 ? 0 : mu;
    const double added = step_.step == 1 ? 1 : 1 - spec_.dampening;
    const double v = kept * moment(0) + added * g_;
    say("v",
        fmt::format("{}*{} + {}*{}", number(kept), number(moment(0)), number(added), number(g_)),
        v);
    const double look = spec_.nesterov ? mu : 1;
    carry_ = -rate * look * kept;
    gain_ = -rate * (look * added + (spec_.nesterov ? 1 : 0));
    text_ = spec_.nesterov ? "p - lr*(g + mu*v), v = mu*v + g"
                           : "p - lr*v, v = mu*v + (1-dampening)*g (in step 1: v = g)";
    latex_ = spec_.nesterov ? R"(p - \eta (g + \mu v), \quad v \leftarrow \mu v + g)"
                            : R"(p - \eta v, \quad v \leftarrow \mu v + (1-\tau) g)";
    const std::string direction =
        spec_.nesterov ? fmt::format("({} + {}*{})", number(g_), number(mu), number(v)) : number(v);
    last_ = fmt::format("{} - {}*{}", number(step_.parameter), number(rate), direction);
  }

  void adam() {
    const auto [b1, b2] = spec_.betas;
    const auto t = static_cast<double>(step_.step);
    const double m = average("m", b1, 0, 1);
    double v = average("v", b2, 1, 2);
    if (spec_.amsgrad) {
      const double largest = std::max(moment(2), v);
      say("w", fmt::format("max({}, {})", number(moment(2)), number(v)), largest);
      v = largest;
    }
    const double size = step_.learning_rate / (1 - std::pow(b1, t));
    const double root = std::sqrt(1 - std::pow(b2, t));
    const double factor = size / (std::sqrt(v) / root + spec_.eps);
    carry_ = -factor * b1;
    gain_ = -factor * (1 - b1);
    const bool decoupled = spec_.kind == OptimizerKind::kAdamW;
    if (decoupled) keep_ = 1 - step_.learning_rate * spec_.weight_decay;
    const char* root_of = spec_.amsgrad ? "w" : "v";
    text_ = fmt::format(
        "{} - lr/(1-b1^t) * m / (sqrt({})/sqrt(1-b2^t) + eps), m = b1*m + (1-b1)*g, v = b2*v + "
        "(1-b2)*g^2{}",
        decoupled ? "(1 - lr*wd)*p" : "p", root_of, spec_.amsgrad ? ", w = max(w, v)" : "");
    latex_ = fmt::format(
        R"({} - \frac{{\eta}}{{1-\beta_1^t}} \frac{{m}}{{\sqrt{{{}}} / \sqrt{{1-\beta_2^t}} + )"
        R"(\epsilon}})",
        decoupled ? R"((1 - \eta \lambda) p)" : "p", root_of);
    last_ = fmt::format("{}{} - {}/(1 - {}^{}) * {} / (sqrt({})/sqrt(1 - {}^{}) + {})",
                        decoupled ? number(keep_) + "*" : "", number(step_.parameter),
                        number(step_.learning_rate), number(b1), step_.step, number(m), number(v),
                        number(b2), step_.step, number(spec_.eps));
  }

  void rms_prop() {
    const double s = average("s", spec_.alpha, 0, 2);
    double variance = s;
    const bool moving = spec_.momentum > 0;
    std::string inside = number(s);
    if (spec_.centered) {
      const double a = average("a", spec_.alpha, moving ? 2 : 1, 1);
      variance -= a * a;
      inside += " - " + number(a) + "^2";
    }
    const double scale = std::sqrt(variance) + spec_.eps, rate = step_.learning_rate;
    gain_ = -rate / scale;
    const std::string divided =
        fmt::format("{} / (sqrt({}) + {})", number(g_), inside, number(spec_.eps));
    const char* const under = spec_.centered ? "s - a^2" : "s";
    text_ = fmt::format(
        "p - lr*{}, d = g / (sqrt({}) + eps), s = alpha*s + (1-alpha)*g^2{}{}", moving ? "b" : "d",
        under, spec_.centered ? ", a = alpha*a + (1-alpha)*g" : "", moving ? ", b = mu*b + d" : "");
    latex_ = fmt::format(R"(p - \eta {}\frac{{g}}{{\sqrt{{{}}} + \epsilon}})",
                         moving ? R"(\left(\mu b + )" : "", under) +
             (moving ? R"(\right))" : "");
    if (moving) {
      carry_ = -rate * spec_.momentum;
      const double b = spec_.momentum * moment(1) + g_ / scale;
      say("b", fmt::format("{}*{} + {}", number(spec_.momentum), number(moment(1)), divided), b);
      carried_ = 1;
      last_ = fmt::format("{} - {}*{}", number(step_.parameter), number(rate), number(b));
    } else {
      last_ = fmt::format("{} - {} * {}", number(step_.parameter), number(rate), divided);
    }
  }

  void adadelta() {
    const double s = average("s", spec_.rho, 0, 2);
    gain_ = -step_.learning_rate * std::sqrt(moment(1) + spec_.eps) / std::sqrt(s + spec_.eps);
    text_ =
        "p - lr*d, d = sqrt(u + eps)/sqrt(s + eps) * g, s = rho*s + (1-rho)*g^2, then u = "
        "rho*u + (1-rho)*d^2";
    latex_ = R"(p - \eta \frac{\sqrt{u + \epsilon}}{\sqrt{s + \epsilon}} g)";
    last_ = fmt::format("{} - {} * sqrt({} + {})/sqrt({} + {}) * {}", number(step_.parameter),
                        number(step_.learning_rate), number(moment(1)), number(spec_.eps),
                        number(s), number(spec_.eps), number(g_));
  }

  void adagrad() {
    const double s = moment(0) + g_ * g_;
    say("s", fmt::format("{} + {}^2", number(moment(0)), number(g_)), s);
    const auto before = static_cast<double>(step_.step - 1);
    const double rate = step_.learning_rate / (1 + before * spec_.lr_decay);
    gain_ = -rate / (std::sqrt(s) + spec_.eps);
    text_ = "p - lr/(1 + (t-1)*lr_decay) * g / (sqrt(s) + eps), s = s + g^2";
    latex_ = R"(p - \frac{\eta}{1 + (t-1) \gamma} \frac{g}{\sqrt{s} + \epsilon})";
    last_ = fmt::format("{} - {}/(1 + {}*{}) * {} / (sqrt({}) + {})", number(step_.parameter),
                        number(step_.learning_rate), number(before), number(spec_.lr_decay),
                        number(g_), number(s), number(spec_.eps));
  }

  Explanation finish() {
    Explanation result;
    const Index weight = step_.result_cell[step_.result_cell.rank() - 1];
    result.what = name_cell(step_.result_name, "t,k", step_.result_cell);
    result.formula = step_.result_name + "[t,k] = " + text_ + (decayed_ ? ", g = g + wd*p" : "");
    result.formula_latex =
        "p_t = " + latex_ + (decayed_ ? R"(, \quad g \leftarrow g + \lambda p)" : "");
    result.add({.input = step_.parameter_ref, .x = step_.parameter, .w = keep_});
    if (decayed_) {
      result.add(
          {.input = step_.parameter_ref, .x = step_.parameter, .w = gain_ * spec_.weight_decay});
    }
    if (carry_ != 0) {
      result.add({.input = TensorRef{std::string(names_[carried_]), {weight}},
                  .x = moment(carried_),
                  .w = carry_});
    }
    result.add({.input = step_.gradient_ref, .x = step_.gradient, .w = gain_});
    result.substituted = numbers_ + last_ + " = " + format_float(static_cast<float>(result.result));
    return result;
  }

  const OptimizerSpec& spec_;
  const WeightStep& step_;
  std::vector<std::string_view> names_;
  double g_;
  bool decayed_ = false;
  double keep_ = 1, carry_ = 0, gain_ = 0;
  std::size_t carried_ = 0;  // which moment
  std::string text_, latex_, numbers_, last_;
};

}  // namespace

Explanation explain_update(const OptimizerSpec& spec, const WeightStep& step) {
  return Derivation(spec, step).run();
}

}  // namespace convscope::engine
