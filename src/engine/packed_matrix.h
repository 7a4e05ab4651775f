// XNNPACK's matrix multiplication without its operators: c = a * b + bias for any rows and columns,
// on any thread. XNNPACK's operators hold one set of pointers, so two threads cannot run one of
// them on two blocks.
//
// a: rows x depth; b: depth x columns, packed at load time; c: rows x columns; all float32,
// row-major.

#pragma once

#include <cstddef>

#include "engine/aligned_buffer.h"
#include "engine/fusion.h"

namespace residua::engine {

struct MicroKernels;

// The block of c to compute, and the operands. Strides in floats.
struct Product {
  const float* a = nullptr;
  std::size_t a_stride = 0;  // between rows
  float* c = nullptr;        // the block's first row and column
  std::size_t c_stride = 0;
  std::size_t rows = 0;
  std::size_t first_column = 0;  // a multiple of panel()
  std::size_t columns = 0;       // from first_column on; a multiple of panel() or up to the last
  Clamp clamp;
};

// The same for rows of a that are not contiguous: a pointer to `depth` floats per tap and row.
struct IndirectProduct {
  // row_step() pointers of the first tap, then those of the second, and so on
  const float** a = nullptr;
  std::size_t offset = 0;       // floats, added to every pointer but `zero`
  const float* zero = nullptr;  // `depth` zeros
  float* c = nullptr;           // the block's first row and column
  std::size_t c_stride = 0;     // floats between rows
  std::size_t rows = 0;         // row_step() at most
  std::size_t first_column = 0;
  std::size_t columns = 0;
  Clamp clamp;
};

// The micro-kernels of this machine. They read b in panels of as many columns as they compute
// together: for each panel the biases of the columns, then for each row of b the weights of the
// columns.
class MatrixKernel {
 public:
  // Initialises XNNPACK. Throws Error(kInternal) if it has no kernels.
  MatrixKernel();

  std::size_t panel() const;     // columns
  std::size_t row_step() const;  // rows that are computed together
  std::size_t depth_step()
      const;  // rows of b that are interleaved; with 1 a panel is as described above
  std::size_t PanelFloats(std::size_t depth, std::size_t taps = 1) const;

  // `panels` points to the product's first column. Reads up to XNN_EXTRA_BYTES beyond the last row
  // of a.
  void Multiply(const float* panels, std::size_t depth, const Product& product) const;
  void Multiply(const float* panels, std::size_t depth, std::size_t taps,
                const IndirectProduct& product) const;

  const MicroKernels& kernels() const { return *kernels_; }

 private:
  const MicroKernels* kernels_;
};

// Several matrices of equal shape, packed one after the other. The rows of b, and the rows
// multiplied by them, may consist of several taps of `depth` each.
class PackedMatrices {
 public:
  // Throws Error(kOutOfMemory).
  PackedMatrices(std::size_t count, std::size_t depth, std::size_t columns, std::size_t taps = 1);

  // Packs `panels` panels of matrix `index`, starting at `first_panel`. `weights` is transposed
  // (column x tap x depth) and, like `bias`, holds only the columns of these panels. A null bias
  // means zeros.
  void Pack(std::size_t index, std::size_t first_panel, std::size_t panels, const float* weights,
            const float* bias);

  // The same for any range of columns; slower.
  void PackColumns(std::size_t index, std::size_t first_column, std::size_t columns,
                   const float* weights, const float* bias);

  // Reads up to XNN_EXTRA_BYTES beyond the last row of a.
  void Multiply(std::size_t index, const Product& product) const;
  void Multiply(std::size_t index, const IndirectProduct& product) const;

  std::size_t depth() const { return depth_; }
  std::size_t columns() const { return columns_; }
  std::size_t panel() const { return kernel_.panel(); }
  std::size_t panels() const { return (columns_ + panel() - 1) / panel(); }
  std::size_t row_step() const { return kernel_.row_step(); }

  // Of all matrices.
  std::size_t bytes() const { return count_ * panels() * panel_floats_ * sizeof(float); }

 private:
  const float* PanelsFrom(std::size_t index, std::size_t first_column) const;

  MatrixKernel kernel_;
  std::size_t count_;
  std::size_t depth_;
  std::size_t taps_;
  std::size_t columns_;
  std::size_t panel_floats_;
  AlignedFloats packed_;
};

}  // namespace residua::engine
