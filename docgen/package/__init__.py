"""The print-ready PDF: conversion, images, pages, merging and proof."""
