// JupyterLab shows a PNG output without alternative text, even when the output's metadata holds one, as nbconvert's
// classic template and nbsphinx read it. This extension writes metadata["image/png"].alt to the img element.
// It is a prebuilt JupyterLab extension written by hand: a module-federation container with one module.
(() => {
  let shared;

  const load = async name => {
    const versions = shared[name];
    const factory = await Object.values(versions)[0].get();
    return factory();
  };

  const get = async () => {
    const { IRenderMimeRegistry, RenderedImage } = await load('@jupyterlab/rendermime');

    class DescribedImage extends RenderedImage {
      async render(model) {
        await super.render(model);
        const alt = model.metadata['image/png']?.alt;
        if (alt) {
          this.node.querySelector('img')?.setAttribute('alt', alt);
        }
      }
    }

    const plugin = {
      id: 'course-alt-text:plugin',
      description: 'Alternative text for PNG outputs',
      autoStart: true,
      requires: [IRenderMimeRegistry],
      activate: (app, registry) => {
        registry.addFactory({
          safe: true,
          mimeTypes: ['image/png'],
          defaultRank: 90,
          createRenderer: options => new DescribedImage(options)
        });
      }
    };
    return () => ({ __esModule: true, default: plugin });
  };

  const container = { init: scope => { shared = scope; }, get };
  (window._JUPYTERLAB ??= {})['course-alt-text'] = container;
})();
