"""공장등록현황: reading registry files, cleaning their rows, bringing them in."""
