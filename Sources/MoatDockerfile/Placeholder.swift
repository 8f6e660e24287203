// The floor's first file comes with its branch.
