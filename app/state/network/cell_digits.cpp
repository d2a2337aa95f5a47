#include "app/state/network/cell_digits.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/state/number_text.h"
#include "app/state/phrases/network.h"

namespace convscope::state::network {
namespace {

using engine::Term;

constexpr int kLeastDecimals = 2, kLeastResultDecimals = 3, kMostDecimals = 8;

// The term that was taken and the largest one below it.
struct PoolWinner {
  const Term* first = nullptr;
  const Term* second = nullptr;
};

PoolWinner pool_winner(const engine::Explanation& explanation) {
  PoolWinner winner;
  for (const Term& term : explanation.terms) {
    if (term.chosen) winner.first = &term;
  }
  if (winner.first == nullptr) return winner;
  for (const Term& term : explanation.terms) {
    if (term.padding || !(term.x < winner.first->x)) continue;
    if (winner.second == nullptr || term.x > winner.second->x) winner.second = &term;
  }
  return winner;
}

}  // namespace

int telling_decimals(double largest) {
  if (!std::isfinite(largest) || largest <= 0) return kLeastDecimals;
  return std::clamp(1 - static_cast<int>(std::floor(std::log10(largest))), kLeastDecimals,
                    kMostDecimals);
}

CellDigits cell_digits(const CellParts& parts, bool takes_largest) {
  double x = 0, w = 0, product = 0, result = std::abs(parts.compute.sum);
  const auto widen = [](double& largest, double value) {
    if (std::isfinite(value)) largest = std::max(largest, std::abs(value));
  };
  for (const Term& term : parts.compute.terms) {
    if (!term.padding) widen(x, term.x);
    widen(w, term.w);
    widen(product, term.product);
  }
  widen(result, parts.result);
  if (parts.compute.bias) widen(result, parts.compute.bias->value);
  CellDigits digits{telling_decimals(x), telling_decimals(w), telling_decimals(product),
                    std::max(kLeastResultDecimals, telling_decimals(result))};
  if (!takes_largest) return digits;
  const PoolWinner winner = pool_winner(parts.compute);
  if (winner.second != nullptr) {
    const auto same = [&](int decimals) {
      return number_text(winner.first->x, decimals, Language::kEnglish) ==
             number_text(winner.second->x, decimals, Language::kEnglish);
    };
    while (digits.x < kMostDecimals && same(digits.x)) ++digits.x;
  }
  digits.product = digits.x;
  digits.result = std::max(kLeastResultDecimals, digits.x);
  return digits;
}

engine::Index largest_terms(const engine::Explanation& explanation) {
  const PoolWinner winner = pool_winner(explanation);
  if (winner.first == nullptr) return 0;
  return std::ranges::count_if(explanation.terms, [&](const Term& term) {
    return !term.padding && term.x == winner.first->x;
  });
}

std::string tie_words(const engine::Explanation& explanation, Language language) {
  const engine::Index equal = largest_terms(explanation);
  if (equal < 2) return {};
  return fmt::format(fmt::runtime(phrase::kTie.in(language)), equal);
}

}  // namespace convscope::state::network
