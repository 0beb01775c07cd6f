import Foundation

/// Rows of a sparse matrix.
struct SparseRows: Sendable {
  private(set) var starts: [Int] = [0]
  private(set) var columns: [Int32] = []
  private(set) var values: [Float] = []
  var width: Int

  init(width: Int) { self.width = width }

  var count: Int { starts.count - 1 }

  mutating func append(_ row: [(column: Int32, value: Float)]) {
    for (column, value) in row {
      columns.append(column)
      values.append(value)
    }
    starts.append(columns.count)
  }

  func dot(_ row: Int, _ weights: [Double]) -> Double {
    var sum = 0.0
    for index in starts[row]..<starts[row + 1] { sum += Double(values[index]) * weights[Int(columns[index])] }
    return sum
  }

  func add(_ row: Int, times factor: Double, to gradient: inout [Double]) {
    for index in starts[row]..<starts[row + 1] { gradient[Int(columns[index])] += Double(values[index]) * factor }
  }
}

/// Logistic regression with a quadratic penalty, fitted by L-BFGS.
/// Source: J. Nocedal, S. J. Wright, "Numerical Optimization", 2nd ed., algorithm 7.4.
enum LogisticRegression {
  struct Fit: Sendable {
    var weights: [Double]
    var bias: Double
  }

  /// Minimises ½|w|² + C Σ wᵢ log(1 + exp(−yᵢ(w·xᵢ + b))); the bias is not penalised.
  ///
  /// - Parameters:
  ///   - rows: which rows of `matrix` take part; `isPositive` and `importance` go with them.
  ///   - strength: C, how much the data count against the penalty.
  static func fit(_ matrix: SparseRows, rows: [Int], isPositive: [Bool], importance: [Double], strength: Double, iterations: Int = 120)
    -> Fit
  {
    let width = matrix.width
    func evaluate(_ point: [Double]) -> (value: Double, gradient: [Double]) {
      var gradient = point
      gradient[width] = 0
      var value = 0.0
      for index in 0..<width { value += point[index] * point[index] / 2 }
      for (position, row) in rows.enumerated() {
        let label = isPositive[position] ? 1.0 : -1.0
        let margin = label * (matrix.dot(row, point) + point[width])
        // log(1 + exp(−m)) without overflow.
        let loss = margin > 0 ? log1p(exp(-margin)) : log1p(exp(margin)) - margin
        let factor = -label * importance[position] * strength / (1 + exp(margin))
        value += strength * importance[position] * loss
        matrix.add(row, times: factor, to: &gradient)
        gradient[width] += factor
      }
      return (value, gradient)
    }
    var point = [Double](repeating: 0, count: width + 1)
    var (value, gradient) = evaluate(point)
    var history: [(step: [Double], change: [Double], inverse: Double)] = []
    for _ in 0..<iterations {
      var direction = descent(gradient, history)
      var slope = dot(direction, gradient)
      if slope >= 0 {
        history.removeAll()
        direction = gradient.map { -$0 }
        slope = -dot(gradient, gradient)
      }
      if slope > -1e-9 * max(1, abs(value)) { break }
      var length = history.isEmpty ? min(1, 1 / dot(gradient, gradient).squareRoot()) : 1
      var next = point
      var result = (value: value, gradient: gradient)
      for _ in 0..<30 {
        for index in next.indices { next[index] = point[index] + length * direction[index] }
        result = evaluate(next)
        if result.value <= value + 1e-4 * length * slope { break }
        length /= 2
      }
      let step = zip(next, point).map(-)
      let change = zip(result.gradient, gradient).map(-)
      let curvature = dot(step, change)
      if curvature > 1e-12 {
        history.append((step, change, 1 / curvature))
        if history.count > 8 { history.removeFirst() }
      }
      let gain = value - result.value
      (point, value, gradient) = (next, result.value, result.gradient)
      if gain < 1e-6 * max(1, abs(value)) { break }
    }
    return Fit(weights: Array(point[0..<width]), bias: point[width])
  }

  private static func descent(_ gradient: [Double], _ history: [(step: [Double], change: [Double], inverse: Double)]) -> [Double] {
    var direction = gradient
    var alphas: [Double] = []
    for entry in history.reversed() {
      let alpha = entry.inverse * dot(entry.step, direction)
      alphas.append(alpha)
      for index in direction.indices { direction[index] -= alpha * entry.change[index] }
    }
    if let last = history.last {
      let scale = 1 / (last.inverse * dot(last.change, last.change))
      for index in direction.indices { direction[index] *= scale }
    }
    for (entry, alpha) in zip(history, alphas.reversed()) {
      let beta = entry.inverse * dot(entry.change, direction)
      for index in direction.indices { direction[index] += (alpha - beta) * entry.step[index] }
    }
    return direction.map { -$0 }
  }

  private static func dot(_ left: [Double], _ right: [Double]) -> Double {
    var sum = 0.0
    for index in left.indices { sum += left[index] * right[index] }
    return sum
  }
}
