// Package irt measures several correlated traits from graded answers: it holds
// a joint posterior over the traits, predicts the score that answering
// everything would give, says which item is worth asking next and when to
// stop, and learns item parameters from answers. It knows numbers only.
//
//	NewEngine        validated bank + grid -> Engine (immutable, safe for concurrent use)
//	Engine.Posterior answers -> Posterior (mean, SD, covariance, marginals)
//	Posterior.Score, Levels, Overall, Draws   the full-form score, predicted
//	Posterior.Gains, Next                     what to ask, and when a dimension is done
//	Calibrate, ResidualCorrelations           item parameters from answers, and their fit
//	Residuals, Functioning                    whether items work alike for groups
//	Thresholds, Equicorrelation               parameters without any data
//
// # Methods and where they come from
//
//   - Items follow the graded response model (Samejima 1969).
//   - Each dimension's posterior lives on an equally spaced grid, so for one
//     dimension it is the expected a posteriori estimate of Bock & Mislevy (1982).
//   - Dimensions are joined by expectation propagation (Minka 2001): the
//     dimension's whole likelihood is one factor, approximated by a Gaussian
//     with the moments of the exact one-dimensional tilted distribution. A
//     first-order correction of the marginals (Cseke & Heskes 2011) follows.
//   - The full-form score given a node is the recursion of Lord & Wingersky
//     (1984), mixed over the dimension's marginal.
//   - Items are chosen by expected reduction of posterior variance (van der
//     Linden 1999, for several dimensions), here of the full-form score.
//   - Calibration is marginal maximum likelihood by EM (Bock & Aitkin 1981), with
//     priors unless told otherwise; fit is checked with Q3 (Yen 1984).
//   - Items that work differently for a group are found by standardisation
//     (Dorans & Kulick 1986), matched on the posterior of the other answers.
//
// # Decisions
//
//   - Every answer counts once and order never matters: a posterior is a
//     function of the set of answers, rebuilt rather than updated. Going back is
//     therefore replay.
//   - Four states of an item are kept apart: a category (evidence and score),
//     [Unasked], [Excluded] (neither evidence nor score) and [Fixed] (score, but
//     no evidence: a fact inferred by rule).
//   - Weights need a common unit (see [Item]); a bank whose weights have none is
//     refused rather than rounded, so score distributions stay exact.
//   - No input panics. Constructors return errors; readers given an index that
//     does not exist return nil or NaN, as each says.
package irt
