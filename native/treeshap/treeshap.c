// The door: what the caller sets, and one call that explains the rows with some of the trees.
#include "treeshap.h"

Forest forest;
Rows rows, background;
const double *points, *point_weights;
double *sums;
int32_t features, columns_count, is_pairs;

#define EXPORT(name) __attribute__((export_name(name)))

EXPORT("take") void *export_take(uint32_t bytes) { return take(bytes); }
EXPORT("mark") uint32_t export_mark(void) { return mark(); }
EXPORT("release") void export_release(uint32_t to) { release(to); }

// The words of Forest, then the points of the quadratures and their weights.
EXPORT("setForest") void set_forest(const int32_t *words, int32_t feature_count) {
  forest.nodes = words[13];
  forest.trees = words[0];
  forest.width = words[1];
  forest.roots = (const int32_t *)words[2];
  forest.feature = (const int32_t *)words[3];
  forest.left = (const int32_t *)words[4];
  forest.right = (const int32_t *)words[5];
  forest.leaf = (const int32_t *)words[6];
  forest.threshold = (const float *)words[7];
  forest.missing_left = (const uint8_t *)words[8];
  forest.weights = (const double *)words[9];
  forest.share = (const double *)words[10];
  points = (const double *)words[11];
  point_weights = (const double *)words[12];
  features = feature_count;
}

EXPORT("setBackground") void set_background(const float *columns, int32_t count, int32_t stride) {
  background.columns = columns;
  background.count = count;
  background.stride = stride;
}

static Tree *trees;
static int32_t *feature_counts;
static uint8_t *is_used;
static int32_t deepest;

static void look_at(Tree *tree, int32_t node, int32_t depth, int32_t distinct) {
  if (depth > tree->depth) tree->depth = depth;
  if (distinct > tree->distinct) tree->distinct = distinct;
  if (forest.left[node] < 0) {
    for (int32_t k = 0; k < forest.width; k++) is_used[k] |= forest.weights[forest.leaf[node] + k] != 0;
    return;
  }
  tree->inner++;
  int32_t *seen = &feature_counts[forest.feature[node]];
  int32_t below = distinct + ((*seen)++ == 0);
  if (depth <= MOST_DEPTH) {
    look_at(tree, forest.left[node], depth + 1, below);
    look_at(tree, forest.right[node], depth + 1, below);
  }
  (*seen)--;
}

// Once, after setForest and setBackground. What explains rows one by one is kept ready where it takes no more than so many bytes.
EXPORT("prepare") int32_t prepare(uint32_t most_bytes) {
  trees = take(sizeof(Tree) * (forest.trees + 1));
  feature_counts = take(features * 4 + 4);
  is_used = take(forest.width);
  if (!trees || !feature_counts || !is_used) return 1;
  for (int32_t feature = 0; feature < features; feature++) feature_counts[feature] = 0;
  int64_t bytes = 0;
  deepest = 0;
  for (int32_t i = 0; i < forest.trees; i++) {
    Tree *tree = &trees[i];
    *tree = (Tree){.root = forest.roots[i]};
    for (int32_t k = 0; k < forest.width; k++) is_used[k] = 0;
    look_at(tree, tree->root, 0, 0);
    if (tree->depth > MOST_DEPTH || tree->distinct > MOST_DISTINCT) return 2;
    if (tree->depth > deepest) deepest = tree->depth;
    tree->points = (tree->distinct + 1) / 2;
    tree->outputs = take(forest.width * 4);
    if (!tree->outputs) return 1;
    for (int32_t k = 0; k < forest.width; k++)
      if (is_used[k]) tree->outputs[tree->output_count++] = k;
    bytes += direct_bytes(tree);
  }
  for (int32_t i = 0; i < forest.trees && bytes <= most_bytes; i++)
    if (trees[i].inner > 0 && !prepare_direct(&trees[i])) return 1;
  return 0;
}

// Rows by which nothing but the direct way can pay.
#define FEW_ROWS 2

static int32_t run(int32_t first_tree, int32_t step, int32_t chunk_rows, uint32_t most_bytes) {
  int32_t cells = forest.width * columns_count;
  float *chunk = take((uint32_t)(cells + 1) * chunk_rows * 4);
  uint8_t *touched = take(cells + 1);
  int32_t *counts = take(features * 4 + 4), *bits = take(features * 4 + 4);
  uint8_t *flags = take(forest.nodes);
  Group **list = take(sizeof(Group *) * (forest.nodes + 1));
  Tree **waiting = take(sizeof(Tree *) * (forest.trees + 1));
  if (!chunk || !touched || !counts || !bits || !flags || !list || !waiting) return 1;
  for (int32_t feature = 0; feature < features; feature++) {
    counts[feature] = 0;
    bits[feature] = -1;
  }
  set_plan(counts, flags);
  if (!set_groups(bits, list, deepest) || !set_chunk(chunk, touched, chunk_rows, deepest)) return 1;
  uint32_t kept = mark();
  int32_t waiting_count = 0;
  for (int32_t i = first_tree; i < forest.trees; i += step) {
    Tree *tree = &trees[i];
    double direct_cost;
    if (plan_tree(tree, rows.count, &direct_cost) < direct_cost) {
      tree->first_group = next_group();
      if (!build_tree(tree)) return 1;
      waiting[waiting_count++] = tree;
    } else if (!direct_tree(tree)) return 1;
    if (waiting_count > 0 && (mark() - kept > most_bytes || i + step >= forest.trees)) {
      for (int32_t first = 0; first < rows.count; first += chunk_rows) {
        begin_chunk(first, rows.count - first < chunk_rows ? rows.count - first : chunk_rows);
        for (int32_t at = 0; at < waiting_count; at++) apply_tree(waiting[at]);
        end_chunk();
      }
      waiting_count = 0;
      reset_groups();
      release(kept);
    }
  }
  return 0;
}

static int32_t run_direct(int32_t first_tree, int32_t step) {
  for (int32_t i = first_tree; i < forest.trees; i += step)
    if (!direct_tree(&trees[i])) return 1;
  return 0;
}

static void set_rows(const float *columns, int32_t count, int32_t stride) {
  rows.columns = columns;
  rows.count = count;
  rows.stride = stride;
}

EXPORT("countCovers") int32_t export_count_covers(const float *columns, int32_t count, int32_t stride, double *into) {
  set_rows(columns, count, stride);
  return count_covers(into);
}

// Adds to `into` what every `step`th tree from `first_tree` on gives; 1: there is not enough memory, 2: a tree is too deep.
EXPORT("explain") int32_t explain(const float *columns, int32_t count, int32_t stride, double *into, int32_t pairs,
                                  int32_t first_tree, int32_t step, int32_t chunk_rows, uint32_t most_bytes) {
  uint32_t kept = mark();
  set_rows(columns, count, stride);
  sums = into;
  is_pairs = pairs;
  columns_count = pairs ? features * (features - 1) / 2 : features;
  reset_groups();
  int32_t failed = count <= FEW_ROWS ? run_direct(first_tree, step) : run(first_tree, step, chunk_rows, most_bytes);
  release(kept);
  return failed;
}
