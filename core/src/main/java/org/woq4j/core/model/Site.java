package org.woq4j.core.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An activation that feeds weights: the value by which MatMul and Gemm nodes multiply them.
 *
 * @param scope the graph that defines the value: empty for the main graph, else the path of nodes
 *     and attributes that leads to the body, such as {@code loop_1/body}
 * @param value its name in that graph
 * @param transposed whether it is multiplied transposed, as a Gemm with transA does; the features
 *     are its rows then
 */
public record Site(String scope, String value, boolean transposed) {

  public Site {
    Objects.requireNonNull(scope, "scope");
    Objects.requireNonNull(value, "value");
  }

  /** A value of the main graph that is multiplied as it is. */
  public static Site of(String value) {
    return new Site("", value, false);
  }

  // Written by hand: those that Java 17 generates for records cost a short run 40 ms.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Site site
        && transposed == site.transposed
        && value.equals(site.value)
        && scope.equals(site.scope);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * scope.hashCode() + value.hashCode()) + Boolean.hashCode(transposed);
  }

  /** The site as messages name it; two sites may have the same text. */
  @Override
  public String toString() {
    String path = scope.isEmpty() ? value : scope + "/" + value;
    return transposed ? path + "^T" : path;
  }
}
