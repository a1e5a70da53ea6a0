// The table of a subtree for all patterns: a bit for each feature above it, and one for each test inside of it.
#include "treeshap.h"

Group **groups;
static int32_t group_count;

// The features tested from the root to here, in the order of their bits; below a group's root those of its own follow.
static int32_t path_feature[MOST_BITS];
static double path_share[MOST_BITS];
// Of each the tests inside of the group that a leaf needs, as bits of the group's nodes.
static uint32_t needs_left[MOST_BITS], needs_right[MOST_BITS];
static int32_t path_length;
static int32_t *bit_of; // by feature: its place on the path, or -1
static const int32_t *used;
static int32_t used_count;

// By the tests inside of the group: which bits of the features above stay for a leaf, and which of its own are set.
static uint32_t keeps[1 << MOST_GROUP_BITS], highs[1 << MOST_GROUP_BITS];
static double histogram[1 << MOST_BITS];
static float *units, *flat;
static Group *group;
static uint16_t *levels; // patterns of the background's rows, by depth
static int32_t level_size;
static const uint16_t *group_background;

int32_t set_groups(int32_t *bits, Group **list, int32_t depth) {
  bit_of = bits;
  groups = list;
  level_size = background.count > 0 ? background.stride : 0;
  levels = take((uint32_t)(depth + MOST_GROUP_BITS + 2) * level_size * 2);
  units = take(sizeof(float) * (is_pairs ? 66 << MOST_PAIR_BITS : MOST_BITS << MOST_BITS));
  return levels && units;
}

void reset_groups(void) { group_count = 0; }
int32_t next_group(void) { return group_count; }

int32_t column_of_pair(int32_t one, int32_t other) {
  int32_t low = one < other ? one : other, high = one < other ? other : one;
  return high * (high - 1) / 2 + low;
}

static int32_t place_of_column(int32_t column) {
  for (int32_t i = 0; i < group->columns; i++)
    if (group->column[i] == column) return i;
  group->column[group->columns] = column;
  return group->columns++;
}

static void find_columns(int32_t length) {
  for (int32_t i = 0; i < length; i++)
    if (!is_pairs) place_of_column(path_feature[i]);
    else
      for (int32_t j = i + 1; j < length; j++) place_of_column(column_of_pair(path_feature[i], path_feature[j]));
}

static void map_tests(int32_t length) {
  for (uint32_t tests = 0; tests < 1u << group->nodes; tests++) {
    uint32_t keep = (1u << group->path_bits) - 1, high = 0;
    for (int32_t i = 0; i < length; i++) {
      int32_t passed = (tests & needs_left[i]) == needs_left[i] && (tests & needs_right[i]) == 0;
      if (i >= group->path_bits) high |= (uint32_t)passed << i;
      else if (!passed) keep &= ~(1u << i);
    }
    keeps[tests] = keep;
    highs[tests] = high;
  }
}

static const double *count_background(int32_t length) {
  if (background.count == 0) return 0;
  uint32_t low = (1u << group->path_bits) - 1;
  double share = 1.0 / background.count;
  for (int32_t at = 0; at < 1 << length; at++) histogram[at] = 0;
  for (int32_t row = 0; row < background.count; row++) {
    uint32_t pattern = group_background[row], tests = pattern >> group->path_bits;
    histogram[(pattern & low & keeps[tests]) | highs[tests]] += share;
  }
  return histogram;
}

static void add_unit(float *into, const float *unit, float weight) {
  int32_t size = 1 << group->path_bits;
  for (uint32_t tests = 0; tests < 1u << group->nodes; tests++, into += size) {
    const float *from = unit + highs[tests];
    uint32_t keep = keeps[tests];
    if (keep == (uint32_t)size - 1)
      for (int32_t at = 0; at < size; at++) into[at] += weight * from[at];
    else
      for (int32_t at = 0; at < size; at++) into[at] += weight * from[at & keep];
  }
}

static void add_leaf(int32_t node, int32_t length) {
  const double *weights = forest.weights + forest.leaf[node];
  int32_t is_zero = 1;
  for (int32_t k = 0; k < used_count; k++) is_zero &= weights[used[k]] == 0;
  if (is_zero) return;
  map_tests(length);
  tabulate_leaf(units, length, path_share, count_background(length));
  const float *unit = units;
  for (int32_t i = 0; i < length; i++)
    for (int32_t j = is_pairs ? i + 1 : 0; j < (is_pairs ? length : 1); j++, unit += 1 << length) {
      int32_t place = place_of_column(is_pairs ? column_of_pair(path_feature[i], path_feature[j]) : path_feature[i]);
      for (int32_t k = 0; k < used_count; k++) {
        float weight = (float)weights[used[k]];
        if (weight != 0) add_unit(flat + ((int64_t)(k * group->columns + place) << group->bits), unit, weight);
      }
    }
}

// Twice: to find the nodes and columns, and to add the leaves. Nodes are met in the same order.
static void visit(int32_t node, int32_t length, int32_t *met, int32_t is_adding) {
  if (forest.left[node] < 0) {
    if (is_adding) add_leaf(node, length);
    else find_columns(length);
    return;
  }
  int32_t feature = forest.feature[node], place = bit_of[feature], is_new = place < 0;
  uint32_t bit = 1u << *met;
  group->node[(*met)++] = node;
  if (is_new) {
    place = bit_of[feature] = length++;
    path_feature[place] = feature;
    path_share[place] = 1;
    needs_left[place] = needs_right[place] = 0;
  }
  double share = path_share[place];
  path_share[place] = share * forest.share[forest.left[node]];
  needs_left[place] |= bit;
  visit(forest.left[node], length, met, is_adding);
  needs_left[place] &= ~bit;
  path_share[place] = share * forest.share[forest.right[node]];
  needs_right[place] |= bit;
  visit(forest.right[node], length, met, is_adding);
  needs_right[place] &= ~bit;
  path_share[place] = share;
  if (is_new) bit_of[feature] = -1;
}

// Four columns side by side: one load brings a row's values of all of them.
static void interleave(void) {
  int32_t size = 1 << group->bits, fours = (group->columns + 3) / 4;
  float *to = group->table;
  for (int32_t k = 0; k < used_count; k++)
    for (int32_t four = 0; four < fours; four++, to += 4 * size)
      for (int32_t lane = 0; lane < 4; lane++) {
        int32_t column = four * 4 + lane;
        const float *from = flat + ((int64_t)(k * group->columns + column) << group->bits);
        if (column < group->columns)
          for (int32_t at = 0; at < size; at++) to[at * 4 + lane] = from[at];
        else
          for (int32_t at = 0; at < size; at++) to[at * 4 + lane] = 0;
      }
}

static int32_t build_group(int32_t node, int32_t depth) {
  group = take(sizeof(Group));
  if (!group) return 0;
  groups[group_count++] = group;
  group->columns = group->nodes = 0;
  group->path_bits = path_length;
  for (int32_t i = 0; i < path_length; i++) needs_left[i] = needs_right[i] = 0;
  visit(node, path_length, &group->nodes, 0);
  group->bits = path_length + group->nodes;
  int64_t size = (int64_t)used_count << group->bits;
  group->table = take((uint32_t)(size * ((group->columns + 3) / 4) * 16));
  uint32_t kept = mark();
  flat = take((uint32_t)(size * group->columns * 4));
  if (!group->table || !flat) return 0;
  for (int64_t at = 0; at < size * group->columns; at++) flat[at] = 0;
  group_background = levels + depth * level_size;
  for (int32_t i = 0; i < group->nodes && background.count > 0; i++) {
    uint16_t *into = levels + (depth + i + 1) * level_size;
    extend(into, group_background, &background, 0, background.stride, group->node[i], 1, 1u << (path_length + i), 1);
    group_background = into;
  }
  int32_t met = 0;
  visit(node, path_length, &met, 1);
  interleave();
  release(kept);
  return 1;
}

static int32_t build(int32_t node, int32_t depth) {
  if (is_group(node)) return build_group(node, depth);
  int32_t feature = forest.feature[node], place = bit_of[feature], is_new = place < 0;
  if (is_new) {
    place = bit_of[feature] = path_length++;
    path_feature[place] = feature;
    path_share[place] = 1;
  }
  double share = path_share[place];
  int32_t is_built = 1;
  for (int32_t is_left = 1; is_left >= 0 && is_built; is_left--) {
    int32_t child = is_left ? forest.left[node] : forest.right[node];
    path_share[place] = share * forest.share[child];
    if (background.count > 0)
      extend(levels + (depth + 1) * level_size, levels + depth * level_size, &background, 0, background.stride, node,
             is_left, 1u << place, is_new);
    is_built = build(child, depth + 1);
  }
  path_share[place] = share;
  if (is_new) {
    bit_of[feature] = -1;
    path_length--;
  }
  return is_built;
}

// 0: there is no memory for it.
int32_t build_tree(const Tree *tree) {
  used = tree->outputs;
  used_count = tree->output_count;
  path_length = 0;
  for (int32_t row = 0; row < level_size; row++) levels[row] = 0;
  return build(tree->root, 0);
}
