// Values without tables: for few rows, and for trees whose paths test too many features. Path-dependent values by the products of
// all paths at the points of a quadrature, kept up along the tree (what Linear TreeSHAP does with polynomials); interventional ones
// by walking the tree for each pair of a row and a row of the background.
#include "treeshap.h"

static const int32_t *used;
static int32_t used_count;
static int32_t m, row, edge;
static const double *t, *weight;

// By edge, in the order in which they are met.
struct Edge {
  int32_t above; // the edge further up that tests the same feature, or -1
  int32_t below; // edges in the subtree
  double share, whole;
};
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
// Inner nodes are numbered as they are met. A child that is a leaf is the complement of where its weights begin.
struct Step {
  int32_t feature, left, right, node;
};
static const Step *steps;
static int32_t other_row;
static const uint8_t *theirs; // of the row of the background at hand, by number: whether it goes left
static uint8_t *mine;         // the same of the row
static double *into;          // by feature
static double inverse[MOST_DISTINCT + 1][MOST_DISTINCT + 1]; // a! b! / (a + b + 1)!

typedef struct {
  double own, other;
} Parts;

static Parts walk_two(int32_t number, int32_t owns, int32_t others, int32_t k) {
  while (number >= 0) {
    const Step *step = &steps[number];
    int32_t state = passes[step->feature], is_mine = mine[number], is_theirs = theirs[number];
    if (state == either && is_mine != is_theirs) {
      passes[step->feature] = own;
      Parts one = walk_two(is_mine ? step->left : step->right, owns + 1, others, k);
      passes[step->feature] = other;
      Parts two = walk_two(is_mine ? step->right : step->left, owns, others + 1, k);
      passes[step->feature] = either;
      into[(int64_t)step->feature * rows.stride] += one.own - two.other;
      Parts both = {one.own + two.own, one.other + two.other};
      return both;
    }
    number = (state == other ? is_theirs : is_mine) ? step->left : step->right;
  }
  double value = forest.weights[~number + k] / background.count;
  Parts parts = {owns > 0 ? value * inverse[owns - 1][others] : 0, others > 0 ? value * inverse[owns][others - 1] : 0};
  return parts;
}

static int32_t number_nodes(int32_t node, Step *list, int32_t *next) {
  if (forest.left[node] < 0) return ~forest.leaf[node];
  int32_t number = (*next)++;
  int32_t left = number_nodes(forest.left[node], list, next), right = number_nodes(forest.right[node], list, next);
  list[number] = (Step){forest.feature[node], left, right, node};
  return number;
}

static void two_rows(const Tree *tree) {
  if (inverse[0][0] == 0) {
    for (int32_t a = 0; a <= MOST_DISTINCT; a++)
      for (int32_t b = 0; b <= MOST_DISTINCT; b++) {
        double value = 1.0 / (a + b + 1);
        for (int32_t i = 1; i <= b; i++) value *= (double)i / (a + i);
        inverse[a][b] = value;
      }
  }
  for (int32_t feature = 0; feature < features; feature++) passes[feature] = either;
  for (row = 0; row < rows.count; row++) {
    for (int32_t number = 0; number < tree->inner; number++) mine[number] = (uint8_t)goes_left(&rows, row, steps[number].node);
    for (int32_t k = 0; k < used_count; k++) {
      into = sum_of(k, 0);
      for (other_row = 0; other_row < background.count; other_row++) {
        theirs = tree->theirs + (int64_t)other_row * tree->inner;
        walk_two(0, 0, 0, used[k]);
      }
    }
  }
}

static int32_t all_taken;
static void *need(int64_t bytes) {
  void *piece = bytes < 0xf0000000ll ? take((uint32_t)bytes) : 0;
  if (!piece) all_taken = 0;
  return piece;
}

int64_t direct_bytes(const Tree *tree) {
  int64_t of_background = (int64_t)tree->inner * background.count, of_points = (int64_t)tree->inner * 2 * tree->points * 24;
  return tree->inner * (background.count ? sizeof(Step) : 2 * sizeof(Edge)) + (background.count ? of_background : of_points);
}

static void begin(const Tree *tree) {
  m = tree->points;
  t = points + m * (m - 1) / 2;
  weight = point_weights + m * (m - 1) / 2;
}

static void use(const Tree *tree) {
  edges = tree->edges;
  steps = tree->steps;
  stays = tree->factors;
  fails = stays + (int64_t)tree->inner * 2 * m;
  gains = fails + (int64_t)tree->inner * 2 * m;
}

// What does not depend on the rows. 0: there is no memory for it.
int32_t prepare_direct(Tree *tree) {
  uint32_t kept = mark();
  begin(tree);
  all_taken = 1;
  Step *list = background.count ? need((int64_t)tree->inner * sizeof(Step)) : 0;
  uint8_t *lefts = background.count ? need((int64_t)tree->inner * background.count) : 0;
  tree->steps = list;
  tree->theirs = lefts;
  tree->edges = background.count ? 0 : need((int64_t)tree->inner * 2 * sizeof(Edge));
  tree->factors = background.count ? 0 : need((int64_t)tree->inner * 6 * m * 8);
  uint32_t lasting = mark();
  whole_of = need((int64_t)features * 8);
  edge_of = need((int64_t)features * 4);
  if (!all_taken) {
    tree->edges = 0;
    tree->steps = 0;
    release(kept);
    return 0;
  }
  use(tree);
  for (int32_t feature = 0; feature < features; feature++) {
    whole_of[feature] = 1;
    edge_of[feature] = -1;
  }
  edge = 0;
  if (background.count) {
    int32_t next = 0;
    number_nodes(tree->root, list, &next);
    for (int32_t at = 0; at < background.count; at++)
      for (int32_t number = 0; number < next; number++)
        lefts[(int64_t)at * next + number] = (uint8_t)goes_left(&background, at, list[number].node);
  } else prepare(tree->root);
  release(lasting);
  return 1;
}

// 0: there is no memory for it.
int32_t direct_tree(Tree *tree) {
  if (tree->inner == 0) return 1;
  uint32_t kept = mark();
  int32_t was_ready = tree->edges != 0 || tree->steps != 0;
  if (!is_pairs && !was_ready && !prepare_direct(tree)) return 0;
  begin(tree);
  if (!is_pairs) use(tree);
  used = tree->outputs;
  used_count = tree->output_count;
  all_taken = 1;
  passes = need(features);
  mine = need(tree->inner);
  whole_of = need((int64_t)features * 8);
  edge_of = need((int64_t)features * 4);
  subtotals = need((int64_t)(tree->depth + 2) * m * used_count * 8);
  loss = need(m * 8);
  products = need((int64_t)(tree->depth + 2) * (m + 1) * 8);
  path = need((int64_t)(tree->depth + 1) * 4);
  if (all_taken) {
    for (int32_t feature = 0; feature < features; feature++) {
      passes[feature] = whole_of[feature] = 1;
      edge_of[feature] = -1;
    }
    for (int32_t i = 0; i < m; i++) {
      loss[i] = -1 / (1 - t[i]);
      products[i] = 1;
    }
    if (background.count) two_rows(tree);
    else
      for (row = 0; row < rows.count; row++) {
        edge = 0;
        path_length = 0;
        if (is_pairs) walk_pairs(tree->root);
        else walk(tree->root, 0);
      }
  }
  if (!was_ready) {
    tree->edges = 0;
    tree->steps = 0;
  }
  release(kept);
  return all_taken;
}
