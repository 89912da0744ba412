/**
 * The ports through which the engine reads, rewrites and verifies models. File formats and runtimes
 * implement them; the engine knows neither.
 */
package org.woq4j.core.model;
