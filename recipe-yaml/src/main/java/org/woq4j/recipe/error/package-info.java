/** The ids of errors in reading recipes and writing reports. */
package org.woq4j.recipe.error;
