package org.woq4j.architecture;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * A module of the build: a folder with its own pom.
 *
 * @param path relative to the top of the tree, such as {@code plugins/host}
 */
record Module(String path) {

  private static final Path TOP =
      Path.of(System.getProperty("basedir", ".")).toAbsolutePath().normalize().getParent();

  /** This module, which has only tests. */
  private static final String THIS = "architecture";

  /** A separate project; the build of woq4j leaves it out. */
  static final Module EXAMPLE_PLUGIN = new Module("examples/plugin-hqq");

  /** Every module in the root pom, except this one and those with packaging {@code pom}. */
  static List<Module> all() {
    return texts(TOP.resolve("pom.xml"), "/project/modules/module")
        .map(Module::new)
        .filter(module -> !module.path.equals(THIS) && !module.holdsOnlyAPom())
        .toList();
  }

  String artifactId() {
    return texts(folder().resolve("pom.xml"), "/project/artifactId").findFirst().orElseThrow();
  }

  /** The name of the module on the module path. */
  String reservedName() {
    return texts(folder().resolve("pom.xml"), "/project/properties/automatic.module.name")
        .findFirst()
        .orElseThrow();
  }

  private boolean holdsOnlyAPom() {
    return texts(folder().resolve("pom.xml"), "/project/packaging").anyMatch("pom"::equals);
  }

  private static Stream<String> texts(Path pom, String xpath) {
    try {
      Document document =
          DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile());
      NodeList found =
          (NodeList)
              XPathFactory.newInstance()
                  .newXPath()
                  .evaluate(xpath, document, XPathConstants.NODESET);
      return IntStream.range(0, found.getLength())
          .mapToObj(i -> found.item(i).getTextContent().strip());
    } catch (IOException | SAXException failed) {
      throw new AssertionError(pom + " cannot be read", failed);
    } catch (ParserConfigurationException | XPathExpressionException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private Path folder() {
    return TOP.resolve(path);
  }

  /** The folder of the compiled classes; it may be missing. */
  Path classes() {
    return folder().resolve("target/classes");
  }

  boolean isBuilt() {
    return !files(classes(), ".class").isEmpty();
  }

  /** The names of the packages that have classes. */
  Set<String> packages() {
    return files(classes(), ".class").stream()
        .map(file -> classes().relativize(file).getParent())
        .filter(Objects::nonNull)
        .map(folder -> folder.toString().replace(File.separatorChar, '.'))
        .collect(Collectors.toSet());
  }

  /** Source files of types and packages, without tests and generated files. */
  List<Path> sources() {
    return files(folder().resolve("src/main/java"), ".java").stream()
        .filter(file -> !file.endsWith("module-info.java"))
        .toList();
  }

  private static List<Path> files(Path folder, String suffix) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
