import Foundation

/// ln(1 + value).
func logOnePlus(_ value: Float) -> Float { log1p(value) }
func logOnePlus(_ value: Double) -> Double { log1p(value) }

/// The logistic function.
package func logistic(_ value: Double) -> Double { 1 / (1 + exp(-value)) }
