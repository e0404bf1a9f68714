// Package large measures the chip on one layer of a large model, with weights
// of noise and a tiny vocabulary.
//
//	Layer --[compile]--> image, programs --[npu.Hardware]--> spans --[Measure]--> Figures
//
// The hardware runs in lock-step with the functional model: a wrong retirement
// ends the run. What is measured is the layer:
//
//   - It lasts from the start of the first product's STREAM to the retirement of
//     the last product before the classifier.
//   - Its bytes are the rows of weights with their scales that its products take
//     (keys and values are such rows, too), and those of the LOADs and STOREs that
//     start and retire in it, each byte counted once.
//   - In products, of the cycles from the start of the first MATMUL to the
//     retirement of the last before the classifier, a cycle in which a vector
//     enters the array is useful.
//
// The rows of the cache that no run has written are zeros.
//
//	go test ./verif/npu/large -run Decode -v -long
//	go test ./verif/npu/large -run Sequences -v -long -sequences 8
//	go test ./verif/npu/large -run Prefill -v -long -vector-words 131072 -activation-rows 16384
package large
