// Exact SHAP values of tree ensembles. See README.md for the mathematics and for who calls what.
#pragma once
#include <stdint.h>

// Distinct features on a path, or bits of a table, beyond which tables do not pay.
#define MOST_BITS 14
// Bits of a table of more than one leaf.
#define MOST_GROUP_BITS 12
#define MOST_PAIR_BITS 11
#define MOST_COLUMNS 96
// Points of a quadrature; the tables of the points of all counts stand one after the other.
#define MOST_POINTS 64
// Distinct features on a path.
#define MOST_DISTINCT (2 * MOST_POINTS)
// Steps from a root to a leaf.
#define MOST_DEPTH 512

typedef struct {
  int32_t nodes, trees, width;
  const int32_t *roots, *feature, *left, *right, *leaf;
  const float *threshold;
  const uint8_t *missing_left;
  const double *weights; // where a leaf's begin: leaf[node]
  const double *share;   // of its parent's rows that come to a node
} Forest;

typedef struct Edge Edge;
typedef struct Step Step;

// What is found out once.
typedef struct {
  int32_t root, depth, inner; // inner nodes
  int32_t distinct, points;   // most features on a path; points of a quadrature for so many
  int32_t output_count, first_group;
  int32_t *outputs; // that some leaf adds to
  // direct.c, where it is kept ready
  Edge *edges;
  double *factors;
  const Step *steps;
  const uint8_t *theirs; // [row of the background][inner node]
} Tree;

// Rows as columns of their features, each padded to eight rows.
typedef struct {
  const float *columns;
  int32_t count, stride;
} Rows;

extern Forest forest;
extern Rows rows, background;
extern const double *points, *point_weights; // of n points: from n * (n - 1) / 2 on
// [output][column][row]; columns are features, or pairs of them.
extern double *sums;
extern int32_t features, columns_count, is_pairs;

// memory.c
void *take(uint32_t bytes);
uint32_t mark(void);
void release(uint32_t to);

// tests.c
void extend(uint16_t *into, const uint16_t *from, const Rows *of, int32_t first, int32_t count, int32_t node, int32_t is_left,
            uint32_t bit, int32_t is_new);

// leaf.c: the values of a leaf of weight 1 for all patterns, [unit][pattern]; units are its features, or pairs of them.
void tabulate_leaf(float *units, int32_t bits, const double *shares, const double *histogram);

// plan.c
double plan_tree(const Tree *tree, int32_t count, double *direct_cost);
int32_t is_group(int32_t node);
void set_plan(int32_t *counts, uint8_t *flags);

// group.c
typedef struct {
  int32_t bits, path_bits, nodes, columns;
  int32_t node[MOST_GROUP_BITS]; // from bit path_bits on: whether a row goes left there
  int32_t column[MOST_COLUMNS];
  float *table; // [output][four columns][pattern][one of the four]
} Group;
int32_t set_groups(int32_t *bits, Group **list, int32_t depth);
int32_t build_tree(const Tree *tree);
void reset_groups(void);
int32_t next_group(void);
extern Group **groups;

int32_t column_of_pair(int32_t one, int32_t other);

// apply.c: [output][column][row] of a few rows, kept in the fast caches while some trees are applied.
int32_t set_chunk(float *into, uint8_t *touched, int32_t size, int32_t depth);
void apply_tree(const Tree *tree);
void begin_chunk(int32_t first, int32_t count);
void end_chunk(void);

// direct.c: without tables, a row after the other.
int64_t direct_bytes(const Tree *tree);
int32_t prepare_direct(Tree *tree);
int32_t direct_tree(Tree *tree);

// covers.c: of the rows, by node. 1: there is no memory for it.
int32_t count_covers(double *into);
