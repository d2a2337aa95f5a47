#include "app/cli/command.h"

#include "app/cli/bench/bench.h"
#include "app/cli/classify.h"
#include "app/cli/compute.h"
#include "app/cli/data.h"
#include "app/cli/eval.h"
#include "app/cli/explain.h"
#include "app/cli/sample.h"
#include "app/cli/summary.h"
#include "app/cli/train.h"

namespace convscope::cli {

// One line a subcommand: `add_NAME(app, action)`, declared in NAME.h.
void add_commands(CLI::App& app, Action& action) {
  add_bench(app, action);
  add_classify(app, action);
  add_compute(app, action);
  add_data(app, action);
  add_eval(app, action);
  add_explain(app, action);
  add_sample(app, action);
  add_summary(app, action);
  add_train(app, action);
}

}  // namespace convscope::cli
