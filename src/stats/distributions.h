// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace loadgate {

// The three distributions that the verdict needs. Quantiles take 0 < p < 1; `degrees` > 0. Tails
// are upper: P(X > x).

double normal_quantile(double p);
double normal_tail(double x);
double t_quantile(double p, double degrees);
double t_tail(double x, double degrees);
double chi_squared_quantile(double p, double degrees);
double chi_squared_tail(double x, double degrees);

}  // namespace loadgate
