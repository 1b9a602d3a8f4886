// `main` of package.json, for Electron when it is given this folder. npm packs that file whatever is told, so it is this short one.
import '../dist/main/main.js';
