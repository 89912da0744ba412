package org.woq4j.runtime.onnx.calibrate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.woq4j.core.model.Site;
import org.woq4j.runtime.onnx.session.ModelRun;
import org.woq4j.runtime.onnx.session.NotRunnableException;

/**
 * Finds the sites that a model computes in parts that load, where all together do not: halves are
 * tried until they load or are a single site.
 */
final class LoadableSites {

  /** Loads the part of a model that computes some sites. */
  @FunctionalInterface
  interface Loading {
    ModelRun load(List<Site> sites) throws NotRunnableException;
  }

  private final Loading loading;
  private final List<Site> found = new ArrayList<>();
  private final Map<Site, String> missing = new LinkedHashMap<>();

  private LoadableSites(Loading loading) {
    this.loading = loading;
  }

  /**
   * Searches sites that do not load together.
   *
   * @param reason why they do not
   */
  static LoadableSites among(List<Site> sites, Loading loading, NotRunnableException reason) {
    LoadableSites search = new LoadableSites(loading);
    search.divide(sites, reason);
    return search;
  }

  private void divide(List<Site> sites, NotRunnableException reason) {
    int half = sites.size() / 2;
    if (half == 0) {
      sites.forEach(site -> missing.put(site, String.valueOf(reason.getMessage())));
      return;
    }
    search(sites.subList(0, half));
    search(sites.subList(half, sites.size()));
  }

  private void search(List<Site> sites) {
    try {
      loading.load(sites).close();
      found.addAll(sites);
    } catch (NotRunnableException failure) {
      divide(sites, failure);
    }
  }

  /** The sites that load, in their order. */
  List<Site> found() {
    return found;
  }

  /** The others, each with the reason. */
  Map<Site, String> missing() {
    return missing;
  }
}
