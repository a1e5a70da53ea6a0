// Which subtrees become one table: whatever takes the least time for so many rows. Costs are nanoseconds, roughly.
#include "treeshap.h"

static const double never = 1e30;
static const double look_up_cost = 0.55, test_cost = 0.25, unit_cost = 0.7, add_cost = 0.35, edge_cost = 6, point_cost = 1.2;

static int32_t *path_count; // by feature: how often it is tested on the path
static uint8_t *group_flag;
static int32_t distinct, row_count, output_count;
static const double most_cells = 1 << 23; // of one table

typedef struct {
  int32_t inner, columns, leaves;
  double tabulate, adds; // of its leaves; patterns that are added to, but for the bits of the group
} Size;

static void measure(int32_t node, Size *size, int32_t bits) {
  if (forest.left[node] < 0) {
    double units = is_pairs ? bits * (bits - 1) / 2 : bits;
    size->leaves++;
    size->tabulate += (double)(1 << bits) * ((bits + 1) / 2 * (is_pairs ? 4 : 2) + units) * unit_cost;
    size->adds += units;
    return;
  }
  int32_t *seen = &path_count[forest.feature[node]];
  size->inner++;
  if ((*seen)++ == 0) bits++;
  measure(forest.left[node], size, bits);
  measure(forest.right[node], size, bits);
  (*seen)--;
}

// Features that are on no path yet: each is counted once. Marks are taken back by `unmark`.
static int32_t count_new(int32_t node) {
  if (forest.left[node] < 0) return 0;
  int32_t *seen = &path_count[forest.feature[node]];
  int32_t own = 0;
  if (*seen == 0) {
    *seen = -1;
    own = 1;
  }
  return own + count_new(forest.left[node]) + count_new(forest.right[node]);
}

static void unmark(int32_t node) {
  if (forest.left[node] < 0) return;
  int32_t *seen = &path_count[forest.feature[node]];
  if (*seen < 0) *seen = 0;
  unmark(forest.left[node]);
  unmark(forest.right[node]);
}

static double group_cost(int32_t node, int32_t inner) {
  int32_t bits = distinct + inner;
  if (bits > (is_pairs ? MOST_PAIR_BITS : inner > 0 ? MOST_GROUP_BITS : MOST_BITS)) return never;
  int32_t columns = distinct + count_new(node);
  unmark(node);
  if (is_pairs) columns = columns * (columns - 1) / 2;
  if (columns > MOST_COLUMNS - 4) return never;
  Size size = {0};
  measure(node, &size, distinct);
  double table = (double)(1 << bits), looks = (columns + 3) / 4 * 4 * look_up_cost;
  if (table * columns * output_count > most_cells) return never;
  return size.tabulate + size.adds * table * add_cost * output_count + row_count * (looks * output_count + inner * test_cost);
}

static double plan(int32_t node, int32_t *inner) {
  *inner = 0;
  if (forest.left[node] < 0) {
    group_flag[node] = 1;
    return group_cost(node, 0);
  }
  int32_t *seen = &path_count[forest.feature[node]];
  int32_t left, right;
  int32_t is_new = (*seen)++ == 0;
  distinct += is_new;
  double apart = plan(forest.left[node], &left) + plan(forest.right[node], &right) + 2 * row_count * test_cost;
  distinct -= is_new;
  (*seen)--;
  *inner = left + right + 1;
  double together = *inner > MOST_GROUP_BITS ? never : group_cost(node, *inner);
  group_flag[node] = together < apart;
  return together < apart ? together : apart;
}

int32_t is_group(int32_t node) { return group_flag[node]; }

double plan_tree(const Tree *tree, int32_t count, double *direct_cost) {
  int32_t inner, most = tree->distinct;
  row_count = count;
  output_count = tree->output_count;
  distinct = 0;
  double pairs = is_pairs ? most * most * 0.5 : 1, nodes = 2.0 * tree->inner + 1;
  *direct_cost = background.count > 0 ? (double)count * background.count * output_count * (20 + 5 * (double)most)
                                      : nodes * (count * (edge_cost + tree->points * point_cost * output_count) * pairs + tree->points * 6.0);
  return plan(tree->root, &inner);
}

void set_plan(int32_t *counts, uint8_t *flags) {
  path_count = counts;
  group_flag = flags;
}
