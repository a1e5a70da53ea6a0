// Values without tables: for few rows, and for trees whose paths test too many features. Path-dependent values by the products of
// all paths at the points of a quadrature, kept up along the tree (what Linear TreeSHAP does with polynomials); interventional ones
// by walking the tree for each pair of a row and a row of the background.
#include "treeshap.h"

static const int32_t *used;
static int32_t used_count;
static int32_t m, row, edge;
static const double *t, *weight;

// By edge, in the order in which they are met.
typedef struct {
  int32_t above; // the edge further up that tests the same feature, or -1
  int32_t below; // edges in the subtree
  double share, whole;
} Edge;
static Edge *edges;
static double *stays, *fails, *gains; // [edge][point]: factors of the product, and (1 - z) / (t + z (1 - t))
static double *loss;                  // [point]: -1 / (1 - t)
static double *whole_of;              // by feature: its share on the path
static int32_t *edge_of;              // by feature: the last edge that tests it, or -1
static uint8_t *passes;               // by feature: whether the row passes all tests on the path
static double *products, *subtotals;  // [depth][point], [depth][output][point]

static int32_t goes_left(const Rows *of, int32_t at, int32_t node) {
  float value = of->columns[(int64_t)forest.feature[node] * of->stride + at];
  return forest.missing_left[node] ? !(value > forest.threshold[node]) : value <= forest.threshold[node];
}

static double *sum_of(int32_t k, int32_t column) {
  return sums + ((int64_t)used[k] * columns_count + column) * rows.stride + row;
}

static int32_t depth_of(int32_t node, int32_t *nodes) {
  (*nodes)++;
  if (forest.left[node] < 0) return 0;
  int32_t left = depth_of(forest.left[node], nodes), right = depth_of(forest.right[node], nodes);
  return 1 + (left > right ? left : right);
}

static void prepare(int32_t node) {
  if (forest.left[node] < 0) return;
  int32_t feature = forest.feature[node], above = edge_of[feature];
  double before = whole_of[feature];
  for (int32_t side = 0; side < 2; side++) {
    int32_t child = side ? forest.right[node] : forest.left[node], at = edge++;
    double whole = before * forest.share[child];
    edges[at].above = above;
    edges[at].share = forest.share[child];
    edges[at].whole = whole;
    for (int32_t i = 0; i < m; i++) {
      double missed = whole * (1 - t[i]), passed = t[i] + missed, previous = t[i] + before * (1 - t[i]);
      stays[at * m + i] = passed / previous;
      fails[at * m + i] = missed / previous;
      gains[at * m + i] = (1 - whole) / passed;
    }
    whole_of[feature] = whole;
    edge_of[feature] = at;
    prepare(child);
    edges[at].below = edge - at - 1;
  }
  whole_of[feature] = before;
  edge_of[feature] = above;
}

static void walk(int32_t node, int32_t depth) {
  const double *product = products + depth * m;
  double *total = subtotals + (int64_t)depth * used_count * m;
  if (forest.left[node] < 0) {
    const double *values = forest.weights + forest.leaf[node];
    for (int32_t k = 0; k < used_count; k++)
      for (int32_t i = 0; i < m; i++) total[k * m + i] = values[used[k]] * weight[i] * product[i];
    return;
  }
  for (int32_t i = 0; i < used_count * m; i++) total[i] = 0;
  int32_t feature = forest.feature[node], passed = passes[feature], left = goes_left(&rows, row, node);
  const double *part = subtotals + (int64_t)(depth + 1) * used_count * m;
  for (int32_t side = 0; side < 2; side++) {
    int32_t at = edge++, is_here = passed && left == !side;
    if (!is_here && edges[at].whole == 0) { // nobody comes this way
      edge += edges[at].below;
      continue;
    }
    double *below = products + (depth + 1) * m;
    if (!passed)
      for (int32_t i = 0; i < m; i++) below[i] = product[i] * edges[at].share;
    else {
      const double *factor = (is_here ? stays : fails) + at * m;
      for (int32_t i = 0; i < m; i++) below[i] = product[i] * factor[i];
    }
    passes[feature] = is_here;
    walk(side ? forest.right[node] : forest.left[node], depth + 1);
    if (passed) {
      const double *gain = is_here ? gains + at * m : loss;
      const double *before = edges[at].above < 0 ? 0 : gains + edges[at].above * m;
      for (int32_t k = 0; k < used_count; k++) {
        double sum = 0;
        for (int32_t i = 0; i < m; i++) sum += part[k * m + i] * (before ? gain[i] - before[i] : gain[i]);
        *sum_of(k, feature) += sum;
      }
    }
    for (int32_t i = 0; i < used_count * m; i++) total[i] += part[i];
  }
  passes[feature] = passed;
}

// Pairs: at each leaf, from the features of its path.
static int32_t *path;
static int32_t path_length;

static void pairs_of_leaf(int32_t node) {
  const double *values = forest.weights + forest.leaf[node];
  for (int32_t i = 0; i < path_length; i++)
    if (!passes[path[i]] && whole_of[path[i]] == 0) return;
  for (int32_t point = 0; point < m; point++) {
    double all = weight[point], left = 1 - t[point];
    double *part = products;
    for (int32_t i = 0; i < path_length; i++) {
      double z = whole_of[path[i]], factor = passes[path[i]] ? t[point] + z * left : z * left;
      all *= factor;
      part[i] = (passes[path[i]] - z) / factor;
    }
    for (int32_t i = 0; i < path_length; i++)
      for (int32_t j = i + 1; j < path_length; j++)
        for (int32_t k = 0; k < used_count; k++)
          *sum_of(k, column_of_pair(path[i], path[j])) += values[used[k]] * all * part[i] * part[j];
  }
}

static void walk_pairs(int32_t node) {
  if (forest.left[node] < 0) {
    pairs_of_leaf(node);
    return;
  }
  int32_t feature = forest.feature[node], passed = passes[feature], left = goes_left(&rows, row, node);
  double whole = whole_of[feature];
  int32_t is_new = edge_of[feature] < 0;
  if (is_new) path[path_length++] = feature;
  edge_of[feature] = 0;
  for (int32_t side = 0; side < 2; side++) {
    int32_t child = side ? forest.right[node] : forest.left[node];
    passes[feature] = passed && left == !side;
    whole_of[feature] = whole * forest.share[child];
    walk_pairs(child);
  }
  passes[feature] = passed;
  whole_of[feature] = whole;
  if (is_new) {
    edge_of[feature] = -1;
    path_length--;
  }
}

// Interventional: whose value of a feature the leaves below need, where the two rows differ.
enum { either, own, other };
static int32_t other_row;
static double inverse[MOST_DISTINCT + 1][MOST_DISTINCT + 1]; // a! b! / (a + b + 1)!

typedef struct {
  double own, other;
} Parts;

static Parts walk_two(int32_t node, int32_t owns, int32_t others, int32_t k) {
  if (forest.left[node] < 0) {
    double value = forest.weights[forest.leaf[node] + used[k]];
    Parts parts = {owns > 0 ? value * inverse[owns - 1][others] : 0, others > 0 ? value * inverse[owns][others - 1] : 0};
    return parts;
  }
  int32_t feature = forest.feature[node], left = forest.left[node], right = forest.right[node];
  int32_t mine = goes_left(&rows, row, node) ? left : right, theirs = goes_left(&background, other_row, node) ? left : right;
  if (mine == theirs || passes[feature] == own) return walk_two(mine, owns, others, k);
  if (passes[feature] == other) return walk_two(theirs, owns, others, k);
  passes[feature] = own;
  Parts one = walk_two(mine, owns + 1, others, k);
  passes[feature] = other;
  Parts two = walk_two(theirs, owns, others + 1, k);
  passes[feature] = either;
  *sum_of(k, feature) += (one.own - two.other) / background.count;
  Parts both = {one.own + two.own, one.other + two.other};
  return both;
}

static void two_rows(int32_t root) {
  if (inverse[0][0] == 0) {
    for (int32_t a = 0; a < MOST_DISTINCT + 1; a++)
      for (int32_t b = 0; b < MOST_DISTINCT + 1; b++) {
        double value = 1.0 / (a + b + 1);
        for (int32_t i = 1; i <= b; i++) value *= (double)i / (a + i);
        inverse[a][b] = value;
      }
  }
  for (int32_t feature = 0; feature < features; feature++) passes[feature] = either;
  for (row = 0; row < rows.count; row++)
    for (int32_t k = 0; k < used_count; k++)
      for (other_row = 0; other_row < background.count; other_row++) walk_two(root, 0, 0, k);
}

static int32_t all_taken;
static void *need(int64_t bytes) {
  void *piece = bytes < 0xf0000000ll ? take((uint32_t)bytes) : 0;
  if (!piece) all_taken = 0;
  return piece;
}

// 0: there is no memory for it.
int32_t direct_tree(int32_t root, int32_t most_distinct, const int32_t *outputs, int32_t output_count) {
  uint32_t kept = mark();
  int32_t nodes = 0, depth = depth_of(root, &nodes);
  used = outputs;
  used_count = output_count;
  m = (most_distinct + 1) / 2;
  if (m > MOST_POINTS) m = MOST_POINTS;
  t = points + m * (m - 1) / 2;
  weight = point_weights + m * (m - 1) / 2;
  all_taken = 1;
  passes = need(features);
  whole_of = need(features * 8);
  edge_of = need(features * 4);
  int64_t cells = (int64_t)nodes * m * 8;
  if (!background.count && !is_pairs) {
    edges = need((int64_t)nodes * sizeof(Edge));
    stays = need(cells);
    fails = need(cells);
    gains = need(cells);
    subtotals = need((int64_t)(depth + 2) * m * output_count * 8);
  }
  loss = need(m * 8);
  products = need(((int64_t)(depth + 2) * (m + 1)) * 8);
  path = need((depth + 1) * 4);
  if (all_taken && nodes > 1) {
    for (int32_t feature = 0; feature < features; feature++) {
      passes[feature] = whole_of[feature] = 1;
      edge_of[feature] = -1;
    }
    if (background.count) two_rows(root);
    else {
      for (int32_t i = 0; i < m; i++) {
        loss[i] = -1 / (1 - t[i]);
        products[i] = 1;
      }
      edge = 0;
      if (!is_pairs) prepare(root);
      for (row = 0; row < rows.count; row++) {
        edge = 0;
        path_length = 0;
        if (is_pairs) walk_pairs(root);
        else walk(root, 0);
      }
    }
  }
  int32_t is_done = all_taken;
  release(kept);
  return is_done;
}
